# SPDX-License-Identifier: MIT
"""Counts that are the same on every machine: one connection, one message
after the other, and what a message costs the server once all is warm."""
import os
import re
import signal
import struct
import subprocess

from lab import MANY, Missing, need, pin, run
from loads import Messages
from peers import start

WARM, COUNTED = 100, 1000
CASES = {  # size of the ws message, options of load.c
    "dynamic": (0, ["-h", "/dyn"]),
    "file-1k": (0, ["-h", "/1k.txt"]),
    "ws-20": (20, []),
    "ws-16k": (16384, []),
}
H2_CASES = {  # paths, streams of the one connection
    "h2-dynamic-1": (["/dyn"], 1),
    "h2-dynamic-100": (["/dyn"], 100),
    "h2-file-1k-1": (["/1k.txt"], 1),
    "h2-file-1k-100": (["/1k.txt"], 100),
    "h2-files-1k-1": (MANY, 1),
    "h2-files-1k-100": (MANY, 100),
    "h2-file-100k-1": (["/100k.txt"], 1),
    "h2-file-100k-100": (["/100k.txt"], 100),
}


class Streams:
    """h2load on one connection, in the shape of Messages"""

    def __init__(self, server, case, count):
        paths, streams = H2_CASES[case]
        self.count = count
        self.cmd = ["h2load", "-n", str(count), "-c", "1", "-m", str(streams),
                    *(f"http://127.0.0.1:{server.port}{path}"
                      for path in paths)]

    def __enter__(self):
        need("h2load")
        return self

    def __exit__(self, *_):
        pass

    def go(self):
        said = run(*self.cmd, preexec_fn=pin(1))
        if f"status codes: {self.count} 2xx" not in said:
            raise RuntimeError("h2load: not all were answered")


def asked(lab, server, case, count):
    """the load of a case: go() sends `count` messages, one by one, or as many
    at a time as an HTTP/2 case has streams"""
    if case in H2_CASES:
        return Streams(server, case, count)
    size, options = CASES[case]
    return Messages(lab, server, size, 1, 0, *options, "-n", str(count))


class Trace:
    """strace counts the calls of a process within the `with`"""

    def __init__(self, lab, pid):
        need("strace")
        self.file = lab.path("strace")
        self.calls = {}
        self.p = subprocess.Popen(["strace", "-f", "-c", "-o", self.file, "-p",
                                   str(pid)], stderr=subprocess.PIPE, text=True)
        said = self.p.stderr.readline()
        if "attached" not in said:
            self.p.communicate()
            raise Missing(said.strip() or "strace said nothing")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.p.send_signal(signal.SIGINT)
        self.p.communicate()
        with open(self.file, encoding="ascii") as f:
            for line in f:
                # % time, seconds, usecs/call, calls, perhaps errors, name
                v = line.split()
                if len(v) >= 5 and v[3].isdigit() and v[-1] != "total":
                    self.calls[v[-1]] = int(v[3])


def syscalls(lab, name, case):
    """calls per message, and which"""
    with start(lab, name, h2=case in H2_CASES) as server:
        with asked(lab, server, case, WARM) as load:
            load.go()
        with asked(lab, server, case, COUNTED) as load:
            with Trace(lab, server.pid) as trace:
                load.go()
    each = {k: v / COUNTED for k, v in trace.calls.items()}
    named = sorted(each.items(), key=lambda kv: -kv[1])
    return (sum(each.values()),
            ", ".join(f"{k} {v:.2f}" for k, v in named if v >= 0.005))


def allocations(lab, name, case):
    """malloc, calloc and realloc per message"""
    counter = lab.path("allocations")
    env = {"LD_PRELOAD": lab.program("count-alloc.so"), "COUNT_ALLOC": counter}

    def so_far():
        with open(counter, "rb") as f:
            return struct.unpack("Q", f.read(8))[0]
    if os.path.exists(counter):
        os.unlink(counter)
    with start(lab, name, env=env, h2=case in H2_CASES) as server:
        with asked(lab, server, case, WARM) as load:
            load.go()
        with asked(lab, server, case, COUNTED) as load:
            before = so_far()
            load.go()
            return (so_far() - before) / COUNTED


def instructions(lab, name, case):
    """user instructions per message: a run with many less a run with few"""
    need("valgrind")
    out = lab.path("callgrind")

    def total(count):
        with start(lab, name, before=("valgrind", "--tool=callgrind", "-q",
                                      f"--callgrind-out-file={out}"),
                   h2=case in H2_CASES) as server:
            with asked(lab, server, case, count) as load:
                load.go()
        with open(out, encoding="utf-8") as f:
            found = re.search(r"^(?:totals|summary): (\d+)", f.read(), re.M)
        os.unlink(out)
        if not found:
            raise RuntimeError("valgrind wrote no total")
        return int(found[1])
    run("valgrind", "--version")
    return (total(WARM + COUNTED) - total(WARM)) / COUNTED
