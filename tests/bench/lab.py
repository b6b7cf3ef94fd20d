# SPDX-License-Identifier: MIT
"""The place of a run: its folder, its programs, its processes."""
import glob
import os
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
FDS = 65536
SETTLED = 3  # seconds
MANY = [f"/1k-{n:02}.txt" for n in range(64)]  # files of 1 KiB

# command, or a file with a "/": the Debian packages it comes with
PACKAGES = {
    "wrk": ["wrk"], "nginx": ["nginx-light"], "haproxy": ["haproxy"],
    "h2o": ["h2o"], "strace": ["strace"], "valgrind": ["valgrind"],
    "nghttpd": ["nghttp2-server"], "h2load": ["nghttp2-client"],
    "node": ["nodejs"], "/usr/share/nodejs/ws": ["node-ws"],
    "/usr/lib/python3/dist-packages/websockets": ["python3-websockets"],
    "/usr/include/zlib.h": ["zlib1g-dev"], "openssl": ["openssl"], "qemu-arm": ["qemu-user"],
    "qemu-riscv64": ["qemu-user"],
    "arm-linux-gnueabihf-gcc": ["gcc-arm-linux-gnueabihf",
                                "libc6-dev-armhf-cross"],
    "riscv64-linux-gnu-gcc": ["gcc-riscv64-linux-gnu",
                              "libc6-dev-riscv64-cross"],
    "/usr/include/liburing.h": ["liburing-dev"],
    "/usr/include/openssl/ssl.h": ["libssl-dev"],
}
# ours: source, further arguments
PROGRAMS = {
    "floor": ("floor.c", "floor-epoll.c", "-lssl", "-lcrypto"),
    "floor/uv": ("floor.c", "floor-uv.c", "-lssl", "-lcrypto", "-luv"),
    "floor/event": ("floor.c", "floor-event.c", "-lssl", "-lcrypto",
                    "-levent_core"),
    "floor/ev": ("floor.c", "floor-ev.c", "-lssl", "-lcrypto", "-lev"),
    "floor/glib": ("floor.c", "floor-glib.c", "-lssl", "-lcrypto",
                   "pkg-config glib-2.0"),
    "floor-uring": ("floor-uring.c", "-luring", "-lcrypto"),
    "load": ("load.c", "-lssl", "-lcrypto"),
    "load-pmd": ("load-pmd.c", "-lz"),
    "connect-load": ("connect-load.c", "-lssl", "-lcrypto"),
    "count-alloc.so": ("count-alloc.c", "-shared", "-fPIC"),
}


class Missing(Exception):
    """something cannot be had, and why, in one line"""


def run(*cmd, **kw):
    """output of cmd; RuntimeError with what it said of why when it fails"""
    r = subprocess.run(cmd, capture_output=True, text=True, check=False, **kw)
    if r.returncode:
        said = (r.stderr + r.stdout).strip().splitlines() or ["said nothing"]
        why = [s for s in said if "error" in s.lower() or "undefined" in s]
        raise RuntimeError(f"{os.path.basename(cmd[0])}: {(why or said[-1:])[0]}")
    return r.stdout


def need(*tools):
    """the tools are there, or are installed, or Missing is raised"""
    def lacks(tool):
        return not (os.path.exists(tool) if "/" in tool else shutil.which(tool))
    wanted = [p for t in tools if lacks(t) for p in PACKAGES[t]]
    if not wanted:
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends",
            *wanted, env=env)
    except (RuntimeError, OSError) as e:
        raise Missing(f"no package {' '.join(wanted)}: {e}") from e
    gone = [t for t in tools if lacks(t)]
    if gone:
        raise Missing("still not there: " + " ".join(gone))


def fd_limit():
    """as many descriptors as a row may need, or as many as there are"""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FDS, max(FDS, hard)))
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, FDS), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def pin(*cpus):
    """for preexec_fn: the process stays on these"""
    def start():
        os.sched_setaffinity(0, {c % os.cpu_count() for c in cpus})
        fd_limit()
    return start


def family(pid):
    """pid and its children (nginx works in a child)"""
    out = [pid]
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            for child in f.read().split():
                out += family(int(child))
    except OSError:
        pass
    return out


class Process:
    """a server that runs, pinned; leaves with the `with`"""

    def __init__(self, cmd, port, env=None, cpus=(0,), tls=False):
        self.port = port
        self.p = subprocess.Popen(cmd, preexec_fn=pin(*cpus), env=env,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.pid = self.p.pid
        try:
            self._wait_until_it_listens(cmd)
            if tls:
                self._must_speak_tls13()
        except BaseException:
            self.stop()
            raise

    def _wait_until_it_listens(self, cmd):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.p.poll() is None:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("did not start: " + " ".join(cmd))

    def _must_speak_tls13(self):
        cx = ssl.create_default_context()
        cx.check_hostname = False
        cx.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.port)) as raw:
            with cx.wrap_socket(raw) as s:
                if s.version() != "TLSv1.3":
                    raise RuntimeError("speaks only " + s.version())

    def cpu_seconds(self):
        """of its own work, kernel and user; the ticks of /proc/PID/stat are
        too coarse to tell some per cent of a short run"""
        total = 0
        for p in family(self.pid):
            for task in glob.glob(f"/proc/{p}/task/*/schedstat"):
                with open(task, encoding="ascii") as f:
                    total += int(f.read().split()[0])
        return total / 1e9

    def rss(self):
        """bytes of resident memory"""
        total = 0
        for p in family(self.pid):
            with open(f"/proc/{p}/smaps_rollup", encoding="ascii") as f:
                for line in f:
                    if line.startswith("Rss:"):
                        total += int(line.split()[1]) * 1024
        return total

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        try:
            self.p.wait(10)
        except subprocess.TimeoutExpired:
            self.p.kill()
            self.p.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Lab:
    """what every row shares; made when first asked for"""

    def __init__(self, work, args):
        self.work, self.args = work, args
        self.build = os.path.abspath(args.build)
        self.made = {}

    def path(self, *name):
        return os.path.join(self.work, *name)

    def once(self, name, make):
        """make(), or what it gave (or why it could not) the first time"""
        if name not in self.made:
            try:
                self.made[name] = make()
            except (Missing, RuntimeError, OSError) as e:
                self.made[name] = Missing(str(e))
        if isinstance(self.made[name], Missing):
            raise self.made[name]
        return self.made[name]

    def cc(self, out, *args):
        run(os.environ.get("CC", "cc"), "-O2", "-D_GNU_SOURCE", "-w", "-o",
            self.path(out), *args)
        return self.path(out)

    def program(self, name):
        """path of one of PROGRAMS, compiled"""
        def make():
            need("/usr/include/openssl/ssl.h")
            args = []
            for a in PROGRAMS[name]:
                if a.startswith("pkg-config "):
                    args += run("pkg-config", "--cflags", "--libs",
                                a.split()[1]).split()
                else:
                    args.append(os.path.join(HERE, a) if a.endswith(".c")
                                else a)
            return self.cc(name.replace("/", "-"), *args)
        return self.once(name, make)

    def root(self):
        """folder of the files that are served"""
        def make():
            root = self.path("www")
            os.mkdir(root)
            os.chmod(self.work, 0o755)
            for name, size in (("1k.txt", 1024), ("100k.txt", 102400),
                               ("10m.txt", 10485760)):
                with open(os.path.join(root, name), "wb") as f:
                    f.write(b"x" * size)
            for name in MANY:
                shutil.copy(os.path.join(root, "1k.txt"), root + name)
            # as files mostly are: not changed just now, and so to be looked
            # at again each time
            time.sleep(SETTLED)
            return root
        return self.once("root", make)

    def certificate(self):
        """(certificate, key, both in one), P-256; the same for every server"""
        def make():
            need("openssl")
            cert, key, both = map(self.path, ("cert.pem", "key.pem", "both.pem"))
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
                cert, "-days", "2", "-subj", "/CN=localhost")
            with open(both, "w", encoding="ascii") as out:
                for part in (cert, key):
                    with open(part, encoding="ascii") as f:
                        out.write(f.read())
            return cert, key, both
        return self.once("certificate", make)
