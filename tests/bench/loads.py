# SPDX-License-Identifier: MIT
"""The load generators: each gives how much work the server did."""
import os
import re
import socket
import struct
import subprocess

from lab import HERE, need, pin, run


def wrk(server, path, conns, seconds, tls=False, pipelined=False, threads=1,
        cpus=(1,)):
    """(requests answered, seconds it took)"""
    need("wrk")
    cmd = ["wrk", f"-t{threads}", f"-c{conns}", f"-d{seconds}s"]
    if pipelined:
        cmd += ["-s", os.path.join(HERE, "pipeline.lua")]
    said = run(*cmd, f"http{'s' if tls else ''}://127.0.0.1:{server.port}{path}",
               preexec_fn=pin(*cpus))
    got = re.search(r"(\d+) requests in ([\d.]+)(m?s)", said)
    bad = re.search(r"Non-2xx.*", said)
    if not got or bad or not int(got[1]):
        raise RuntimeError("wrk: " + (bad[0] if bad else "nothing was "
                                      f"answered whole in {seconds} s"))
    return int(got[1]), float(got[2]) / (1000 if got[3] == "ms" else 1)


def h2load(server, paths, conns, streams, seconds):
    """requests answered; each connection has so many of them open"""
    need("h2load")
    said = run("h2load", "-D", str(seconds), "-c", str(conns), "-m",
               str(streams),
               *(f"http://127.0.0.1:{server.port}{path}" for path in paths),
               preexec_fn=pin(1))
    got = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored", said)
    good = re.search(r"status codes: (\d+) 2xx", said)
    if not got or not good or not int(good[1]) or int(got[2]) + int(got[3]):
        raise RuntimeError("h2load: " + (got[0] if got else "said nothing"))
    return int(good[1])


def h2_frame(kind, flags, stream, payload=b""):
    return struct.pack("!I", len(payload))[1:] + struct.pack(
        "!BBI", kind, flags, stream) + payload


def h2_hold(server, streams):
    """a connection with so many streams, whose responses wait for a window"""
    s = socket.create_connection(("127.0.0.1", server.port), 20)
    block = b"\x82\x86\x04\x09/100k.txt\x01\x09localhost"
    s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
              + h2_frame(4, 0, 0, struct.pack("!HI", 4, 0))
              + b"".join(h2_frame(1, 5, 2 * n + 1, block)
                         for n in range(streams))
              + h2_frame(6, 0, 0, b"all here"))
    got = b""
    heads = 0
    ponged = False
    while heads < streams or not ponged:
        more = s.recv(65536)
        if not more:
            raise RuntimeError("the server closed an idle connection")
        got += more
        while len(got) >= 9 and len(got) >= 9 + (
                size := int.from_bytes(got[:3], "big")):
            heads += got[3] == 1
            ponged |= got[3] == 6
            got = got[9 + size:]
    return s


def h2_idle_bytes(server, conns, streams):
    """growth of the server's memory for each connection, and for each stream
    of such connections beyond that"""
    before = server.rss()
    held = []
    try:
        held += [h2_hold(server, 0) for _ in range(conns)]
        alone = (server.rss() - before) / conns
        if not streams:
            return alone
        before = server.rss()
        held += [h2_hold(server, streams) for _ in range(conns)]
        return ((server.rss() - before) / conns - alone) / streams
    finally:
        for s in held:
            s.close()


class Messages:
    """load.c: connected with the `with`, begins with go(); options as it has
    them"""
    program = "load"

    def __init__(self, lab, server, size, conns, seconds, *options, cpus=(1,)):
        self.p = subprocess.Popen(
            [lab.program(self.program), *options, str(server.port), str(conns),
             str(size), str(seconds)], stdin=subprocess.PIPE, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=pin(*cpus))
        self._line()

    def _line(self):
        line = self.p.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.program}: " + self.p.communicate()[1].strip())
        return line

    def _go(self):
        self.p.stdin.write("\n")
        self.p.stdin.flush()
        return self._line()

    def go(self):
        """messages that came back"""
        return int(self._go())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.communicate()


class Squeezed(Messages):
    """load-pmd.c, the same; afterwards .wire is what a message had on it"""
    program = "load-pmd"
    wire = 0

    def go(self):
        count, octets = map(int, self._go().split())
        self.wire = octets / count
        return count


def connections(lab, server, how, conns, seconds):
    """connections made and served; how is plain, full or resumed"""
    made, resumed = map(int, run(
        lab.program("connect-load"), how, str(server.port), "/dyn", str(conns),
        str(seconds), preexec_fn=pin(1)).split())
    if how == "resumed" and resumed < made * 0.9:
        raise RuntimeError(f"only {resumed} of {made} were resumed")
    return made


def per_cpu_second(server, work):
    """what work() did per second of the server's own CPU time"""
    began = server.cpu_seconds()
    done = work()
    used = server.cpu_seconds() - began
    if used < 0.02:
        raise RuntimeError(f"the server had only {used:.2f} s of a core: "
                           "nothing can be said")
    return done / used


def idle_bytes(lab, server, conns, tls):
    """growth of the server's memory per idle ws connection"""
    how = ["-t"] if tls else []
    with Messages(lab, server, 20, 1, 0, *how):
        pass  # what a first connection alone makes, such as OpenSSL's tables
    before = server.rss()
    with Messages(lab, server, 20, conns, 0, *how):
        return (server.rss() - before) / conns
