# SPDX-License-Identifier: MIT
"""The servers that are measured: how each is had and started."""
import glob
import os
import socket

from lab import HERE, TOP, Missing, Process, need, run

NAMES = ("ours", "ours/uring", "lws 4.1.6", "nginx", "haproxy", "h2o", "nghttpd", "npm ws",
         "websockets", "floor", "floor-uring")
LWS_PACKAGES = ("libwebsockets17", "libwebsockets-dev", "libcap-dev", "libuv1",
                "libuv1-dev", "libev4", "libev-dev", "libglib2.0-0",
                "libevent-2.1-7")

NGINX = """daemon off; worker_processes 1; pid {work}/nginx.pid;
error_log {work}/nginx.err; user root; worker_rlimit_nofile 65536;
events {{ worker_connections 40000; }}
http {{ access_log off; sendfile {sendfile}; tcp_nopush {sendfile}; keepalive_requests 100000000;
types {{ text/plain txt; }}
server {{ listen 127.0.0.1:{port} backlog=4096{ssl}; root {root}; {tls}
location = /dyn {{ default_type text/plain; return 200 "hello world\\n"; }} }} }}
"""
NGINX_TLS = """ssl_certificate {cert}; ssl_certificate_key {key};
ssl_protocols TLSv1.3;"""

HAPROXY = """global
  nbthread 1
  maxconn 5000
defaults
  mode http
  timeout client 60s
  timeout connect 5s
  timeout server 60s
frontend bench
  bind 127.0.0.1:{port} backlog 4096 {tls}
  http-request return status 200 content-type text/plain string "hello world\\n" if {{ path /dyn }}
  http-request return status 200 content-type text/plain file {root}/1k.txt
"""

H2O = """num-threads: 1
max-connections: 20000
pid-file: {work}/h2o.pid
error-log: {work}/h2o.err
user: root
listen:
  host: 127.0.0.1
  port: {port}
{tls}hosts:
  "127.0.0.1:{port}":
    paths:
      "/":
        file.dir: {root}
"""
H2O_TLS = """  ssl:
    certificate-file: {cert}
    key-file: {key}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ours(lab):
    """path of bench-server with this library"""
    def make():
        lib = os.path.join(lab.build, "lib")
        return lab.cc("bench-ours", os.path.join(HERE, "bench-server.c"),
                      "-I" + os.path.join(TOP, "include"),
                      "-I" + os.path.join(lab.build, "include"), "-L" + lib,
                      "-Wl,-rpath," + lib, "-lwebsockets", "-lpthread")
    return lab.once("ours", make)


def packaged(lab):
    """(bench-server with Debian's library, its environment); the packages are
    unpacked aside, not installed"""
    def make():
        root = lab.path("peer")
        try:
            run("apt-get", "download", "-qq", *LWS_PACKAGES, cwd=lab.work)
        except (RuntimeError, OSError) as e:
            raise Missing(f"Debian's libwebsockets: {e}") from e
        for f in glob.glob(lab.path("*.deb")):
            run("dpkg", "-x", f, root)
        lib = glob.glob(root + "/usr/lib/*/libwebsockets.so")
        if not lib:
            raise Missing("Debian's package has no libwebsockets.so")
        lib = os.path.dirname(lib[0])
        program = lab.cc("bench-4.1.6", os.path.join(HERE, "bench-server.c"),
                         "-I" + os.path.join(root, "usr/include"), "-L" + lib,
                         "-Wl,-rpath," + lib, "-lwebsockets", "-lpthread",
                         "-Wl,--allow-shlib-undefined")
        return program, {**os.environ, "LD_LIBRARY_PATH": lib}
    return lab.once("lws 4.1.6", make)


def configured(lab, name, template, port, is_tls, **extra):
    """writes the configuration file; its path"""
    cert, key, both = lab.certificate() if is_tls else ("", "", "")
    words = {"work": lab.work, "root": lab.root(), "port": port, "cert": cert,
             "key": key, "both": both}
    extra = {k: v.format(**words) for k, v in extra.items()}
    path = lab.path(name + ".conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(template.format(**words, **extra))
    return path


def on_loop(lab, loop):
    """environment in which bench-server runs on that event library, if any"""
    if not loop:
        return None
    lib = os.path.join(lab.build, "lib")
    if loop == "uring":  # the library's own; where it is refused: epoll
        return {**os.environ, "BENCH_LOOP": loop}
    if not os.path.exists(f"{lib}/libwebsockets-evlib_{loop}.so"):
        raise Missing(f"{lab.build} has no module for it, see LWS_WITH_LIBUV "
                      "and the like")
    return {**os.environ, "BENCH_LOOP": loop, "LD_LIBRARY_PATH": lib}


def scripted(name, port):
    """a WebSocket server in another language; it compresses"""
    if name == "npm ws":
        need("node", "/usr/share/nodejs/ws")
        return ["node", os.path.join(HERE, "pmd-echo.js"), str(port)], {
            **os.environ, "NODE_PATH": "/usr/share/nodejs"}
    need("/usr/lib/python3/dist-packages/websockets")
    # the interpreter that Debian's packages are for
    return ["/usr/bin/python3", "-B", os.path.join(HERE, "pmd-echo.py"),
            str(port)], None


def command(lab, name, port, tls, threads, h2=False):
    """(command, environment) that starts server `name`; h2: HTTP/2 with prior
    knowledge"""
    env = None
    if name in ("npm ws", "websockets"):
        return scripted(name, port)
    name, _, loop = name.partition("/")
    if name in ("ours", "lws 4.1.6"):
        if name == "ours":
            program = ours(lab)
            env = on_loop(lab, loop)
        else:
            program, env = packaged(lab)
        cmd = [program, str(port), lab.root(), str(threads)]
        cmd += ["h2"] if h2 else []
        return cmd + (list(lab.certificate()[:2]) if tls else []), env
    if name == "floor":
        cmd = [lab.program("floor" + ("/" + loop if loop else "")), str(port),
               lab.root()]
        return cmd + (list(lab.certificate()[:2]) if tls else []), env
    if name == "floor-uring":
        need("/usr/include/liburing.h")
        return [lab.program(name), str(port)], env
    need(name)
    if name == "nghttpd":
        return ["nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", lab.root(),
                str(port)], env
    if name == "nginx":
        conf = configured(lab, name, NGINX, port, tls,
                          # with HTTP/2 the head of a small file would wait
                          # 40 ms for its content
                          sendfile="off" if h2 else "on",
                          ssl=" ssl" if tls else " http2" if h2 else "",
                          tls=NGINX_TLS if tls else "")
        return ["nginx", "-c", conf], env
    if name == "haproxy":
        conf = configured(lab, name, HAPROXY, port, tls,
                          tls="ssl crt {both} ssl-min-ver TLSv1.3" if tls else "")
        return ["haproxy", "-q", "-db", "-f", conf], env
    conf = configured(lab, name, H2O, port, tls, tls=H2O_TLS if tls else "")
    return ["h2o", "-c", conf], env


def start(lab, name, tls=False, threads=1, cpus=(0,), before=(), env=None,
          h2=False, pmd=False):
    """the server as a Process; `before` is put in front of its command, env
    added to its environment; pmd: a WebSocket server that compresses"""
    port = free_port()
    cmd, own = command(lab, name, port, tls, threads, h2)
    if pmd and name in ("ours", "lws 4.1.6"):
        cmd.append("pmd")
    if env or own:
        env = {**(own or os.environ), **(env or {})}
    return Process([*before, *cmd], port, env, cpus, tls)
