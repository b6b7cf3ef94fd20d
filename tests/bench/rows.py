# SPDX-License-Identifier: MIT
"""Every figure that is measured, by name."""
import dataclasses
import os
import resource
import signal
import statistics
import sys
import time
from typing import Any, Callable

import counts
import footprint
import loads
from lab import MANY, Missing, fd_limit, need, run
from peers import start
from plot import svg

BUDGET = 90  # seconds that the measuring of a row may take
TRIED = (Missing, RuntimeError, OSError)
OLD = "lws 4.1.6"
IDLE_SECS = 12  # ours give memory back within 10
CURVE = (50, 300, 1000, 3000, 10000)
TIMERS = (1000, 3000, 10000, 30000, 100000, 300000, 1000000)


@dataclasses.dataclass
class Row:
    """a line of the table: measure(lab, server, row, seconds) for each server
    in turn; or whatever report(lab, row) prints"""
    name: str
    servers: tuple = ()
    unit: str = ""
    measure: Callable = None
    argument: Any = None
    conns: int = 50
    digits: int = 0
    is_exact: bool = False  # the same each time: one round will do
    report: Callable = None
    after: Callable = None  # after(medians) gives a further line


def shared_out(lab, runs, setup=1):
    """(rounds, seconds of each run) so that a row stays within its budget"""
    rounds = max(1, min(lab.args.rounds, BUDGET // (runs * (1 + setup))))
    return rounds, max(1, min(lab.args.seconds,
                              BUDGET // (runs * rounds) - setup))


def medians(lab, runs, measure, setup=1, is_exact=False):
    """({run: median}, {run: note}, {run: why not}) of interleaved rounds"""
    rounds, seconds = shared_out(lab, len(runs), setup)
    got, notes, why = {r: [] for r in runs}, {}, {}
    for _ in range(1 if is_exact else rounds):
        for r in runs:
            if r in why:
                continue
            try:
                value = measure(r, seconds)
            except TRIED as e:
                why[r] = " ".join(str(e).split())
                continue
            if isinstance(value, tuple):
                value, notes[r] = value
            got[r].append(value)
    return ({r: statistics.median(v) for r, v in got.items() if v}, notes,
            {r: e for r, e in why.items() if not got[r]})


# -- the measures -----------------------------------------------------------

def http(lab, name, row, seconds):
    path, tls, pipelined = row.argument
    with start(lab, name, tls) as server:
        return loads.per_cpu_second(server, lambda: loads.wrk(
            server, path, row.conns, seconds, tls, pipelined)[0])


def connections(lab, name, row, seconds):
    with start(lab, name, row.argument != "plain") as server:
        if row.argument == "resumed":  # its places get their tickets
            loads.connections(lab, server, "full", row.conns, 0.2)
        return loads.per_cpu_second(server, lambda: loads.connections(
            lab, server, row.argument, row.conns, seconds))


def ws(lab, name, row, seconds):
    size, *options = row.argument
    with start(lab, name) as server:
        with loads.Messages(lab, server, size, row.conns, seconds,
                            *options) as load:
            return loads.per_cpu_second(server, load.go)


def ws_pmd(lab, name, row, seconds):
    need("/usr/include/zlib.h")
    with start(lab, name, pmd=True) as server:
        with loads.Squeezed(lab, server, row.argument, row.conns,
                            seconds) as load:
            each = loads.per_cpu_second(server, load.go)
            return each, f"{load.wire:.0f} bytes a message on the wire"


def ws_pmd_idle(lab, name, row, _):
    """bytes each: agreed and no message yet, after one message of so many
    bytes, and (ours) when the windows were given back"""
    need("/usr/include/zlib.h")
    with start(lab, name, pmd=True) as server:
        with loads.Squeezed(lab, server, row.argument, 1, 0) as load:
            load.go()
            before = server.rss()
            with loads.Squeezed(lab, server, row.argument, row.conns,
                                0) as load:
                fresh = (server.rss() - before) / row.conns
                load.go()
                used = (server.rss() - before) / row.conns
                time.sleep(IDLE_SECS)
                server.p.send_signal(signal.SIGUSR1)  # malloc_trim()
                time.sleep(1)
                rest = (server.rss() - before) / row.conns
    return used, (f"{fresh:.0f} before the first message, {rest:.0f} after "
                  f"{IDLE_SECS} s without one")


def idle(lab, name, row, _):
    with start(lab, name, row.argument) as server:
        return loads.idle_bytes(lab, server, row.conns, row.argument)


def h2(lab, name, row, seconds):
    paths, streams = row.argument
    with start(lab, name, h2=True) as server:
        return loads.per_cpu_second(server, lambda: loads.h2load(
            server, paths, row.conns, streams, seconds))


def h2_idle(lab, name, row, _):
    with start(lab, name, h2=True) as server:
        loads.h2_hold(server, 1).close()  # what comes with the first of all
        return loads.h2_idle_bytes(server, row.conns, row.argument)


def beyond_the_floor(median):
    if "floor" not in median:
        return None
    return "beyond what OpenSSL alone costs (the floor): " + ", ".join(
        f"{n} {v - median['floor']:.0f}" for n, v in median.items()
        if n != "floor")


def counted(lab, name, row, _):
    count, case = row.argument
    return count(lab, name, case)


# -- rows that are no line of the table -------------------------------------

def say_why(row, why):
    for name, reason in why.items():
        print(f"    {row.name} {name}: {reason}", flush=True)


def plot(lab, row, *args):
    name = lab.args.svg
    if not name:
        return
    stem, end = os.path.splitext(name)
    path = f"{stem}-{row.name}{end or '.svg'}" if lab.args.plots > 1 else name
    svg(path, *args)
    print(f"    {row.name}: drawn in {path}")


def idle_beside(lab, row):
    """how fast 50 echo when 20 000 more are connected and say nothing, or as
    many as the machine lets a process have"""
    many = min(row.argument, fd_limit() - 2 * row.conns)

    def measure(count, seconds):
        options = ["-i", str(count)] if count else []
        with start(lab, "ours") as server:
            with loads.Messages(lab, server, 20, row.conns, seconds,
                                *options) as load:
                return loads.per_cpu_second(server, load.go)
    median, _, why = medians(lab, [0, many], measure, setup=4)
    say_why(row, why)
    if len(median) < 2:
        print(f"{row.name:28} -")
        return
    alone, beside = median[0], median[many]
    print(f"{row.name:28} {row.conns} alone {alone:.0f}, beside "
          f"{many} idle {beside:.0f} x{beside / alone:.2f}  "
          "(messages/cpu-s)", flush=True)


def curve(lab, row):
    """ws echo of 20 bytes against the number of connections"""
    runs = [(s, c) for c in CURVE for s in row.servers]

    def measure(which, seconds):
        name, conns = which
        return ws(lab, name, dataclasses.replace(row, conns=conns), seconds)
    median, _, why = medians(lab, runs, measure)
    for conns in CURVE:
        line = ", ".join(f"{s} {median[s, conns]:.0f}" if (s, conns) in median
                         else f"{s} -" for s in row.servers)
        print(f"{row.name:28} {conns:6} connections: {line}", flush=True)
    say_why(row, {f"{s} {c}": e for (s, c), e in why.items()})
    plot(lab, row, "ws echo of 20 bytes", "connections (log)",
         "messages per CPU-second",
         {s: [(c, median[s, c]) for c in CURVE if (s, c) in median]
          for s in row.servers})


def timers(lab, row):
    """what a timer costs by how many there are"""
    try:
        run("cmake", "--build", lab.build, "--target", "micro-sul")
    except TRIED as e:
        raise Missing(f"micro-sul does not build in {lab.build}: {e}") from e
    program = os.path.join(lab.build, "bin-tests", "micro-sul")
    lines = {}
    for count in TIMERS:
        got = {}
        for _ in range(lab.args.rounds):
            for line in run(program, str(count)).splitlines():
                name, ns = line.removesuffix(" ns").rsplit(None, 1)
                got.setdefault(name, []).append(float(ns))
        for name, values in got.items():
            lines.setdefault(name, []).append((count,
                                               statistics.median(values)))
        print(f"{row.name:28} {count:8}: " + ", ".join(
            f"{n} {v[-1][1]:.1f}" for n, v in lines.items()) + "  (ns)",
            flush=True)
    plot(lab, row, "timers", "timers (log)", "ns per operation", lines)


THREAD_COUNTS = (1, 2, 4)


def threads_once(lab, row, count, seconds):
    """(work per second, work per CPU-second of the server, what part of all
    CPU time the load had)"""
    cpus = os.cpu_count()
    own, other = ((0, 1), (2, 3)) if cpus >= 4 else (range(cpus), range(cpus))
    took = []
    with start(lab, "ours", threads=count, cpus=own) as server:
        def http_work():
            done, took_it = loads.wrk(server, "/dyn", row.conns, seconds,
                                      threads=2, cpus=other)
            took.append(done / took_it)
            return done

        def load_work():
            done = load.go()
            took.append(done / seconds)
            return done
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        if row.argument == "http":
            each = loads.per_cpu_second(server, http_work)
        else:
            with loads.Messages(lab, server, 20, row.conns, seconds,
                                *row.argument, cpus=other) as load:
                each = loads.per_cpu_second(server, load_work)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    load_cpu = (after.ru_utime + after.ru_stime - before.ru_utime
                - before.ru_stime)
    ours = took[0] * seconds / each
    return took[0], each, load_cpu / (load_cpu + ours)


def threads(lab, row):
    """throughput, and work per CPU-second, with 1, 2 and 4 service threads"""
    cpus = os.cpu_count()
    where = ("on two cores of its own" if cpus >= 4 else
             f"on the same {cpus} core(s) as the server")
    shares = {}

    def measure(run, seconds):
        count, what = run
        each = threads_once(lab, row, count, seconds)
        shares.setdefault(count, []).append(each[2])
        return each[what]
    runs = [(n, what) for what in (0, 1) for n in THREAD_COUNTS]
    median, _, why = medians(lab, runs, measure)
    say_why(row, {f"{n} thread(s)": e for (n, _), e in why.items()})
    for what, unit in (0, "/s"), (1, "/cpu-s"):
        one = median.get((1, what))
        line = ", ".join(
            f"{n}: {median[n, what]:.0f} x{median[n, what] / one:.2f}"
            for n in THREAD_COUNTS if one and (n, what) in median)
        print(f"{row.name:28} threads {line or '-'}  "
              f"({row.unit}{unit}; load {where})", flush=True)
    print(f"{row.name:28} the load had " + ", ".join(
        f"{n}: {100 * sum(s) / len(s):.0f} %" for n, s in sorted(shares.items()))
        + " of the CPU time", flush=True)


LOOPS = ("uv", "event", "ev", "glib")


def loop_instructions(lab, row):
    """user instructions of a message of 20 bytes on each event library; what
    ours needs more than on epoll, less what the floor does, is the module"""
    got = {}
    for end in ("", *("/" + n for n in LOOPS)):
        for who in ("ours", "floor"):
            try:
                got[who + end] = counts.instructions(lab, who + end, "ws-20")
            except TRIED as e:
                say_why(row, {who + end: " ".join(str(e).split())})
        if "ours" + end not in got or "floor" + end not in got:
            continue
        ours, floor = got["ours" + end], got["floor" + end]
        module = (ours - got["ours"]) - (floor - got["floor"])
        print(f"{row.name:28} {end[1:] or 'epoll':6} ours {ours:.0f}, floor "
              f"{floor:.0f}" + (f", our module {module:.0f}" if end else "")
              + "  (instructions each)", flush=True)


def loops(lab, row):
    """ours and the floor on each event library, against ours and the floor on
    epoll itself; what is dearer for ours than for the floor is the module"""
    runs = [w + end for end in ("", *("/" + n for n in LOOPS))
            for w in ("ours", "floor")]
    measure_one = http if row.unit == "requests/cpu-s" else ws
    median, _, why = medians(
        lab, runs, lambda s, secs: measure_one(lab, s, row, secs))
    for end in ("", *("/" + n for n in LOOPS)):
        ours, floor = median.get("ours" + end), median.get("floor" + end)
        line = f"ours {ours:.0f}, floor {floor:.0f}" if ours and floor else "-"
        if end and ours and floor and "ours" in median and "floor" in median:
            # time for each: our own loop's, and what the library's adds
            expected = (1 / median["ours"]
                        + max(0, 1 / floor - 1 / median["floor"]))
            line += (f"; the library costs {100 * (median['floor'] / floor - 1):.0f} "
                     f"% of the floor, our module {100 * (1 / ours / expected - 1):.1f} "
                     "% beyond it")
        print(f"{row.name:28} {end[1:] or 'epoll':6} {line}  ({row.unit})",
              flush=True)
    say_why(row, why)


# -- the table --------------------------------------------------------------

def http_rows():
    files = ("ours", OLD, "nginx", "h2o")
    small = ("ours", OLD, "nginx", "haproxy", "h2o")
    for prefix, tls, pipelined in (("http", False, False),
                                   ("http-pipelined", False, True),
                                   ("https", True, False)):
        more = ("floor",) if prefix == "http" else ()
        ring = () if tls else ("ours/uring",)
        what = (("dynamic", "/dyn", ("ours", OLD, "nginx", "haproxy") + more
                 + ring, 50),
                ("file-1k", "/1k.txt", small + more, 50),
                ("file-100k", "/100k.txt", files, 50),
                ("file-10m", "/10m.txt", files, 8))
        for name, path, servers, conns in what[:2] if pipelined else what:
            yield Row(f"{prefix}-{name}", servers, "requests/cpu-s", http,
                      (path, tls, pipelined), conns)
    for name, how in (("http-connections", "plain"),
                      ("tls-handshakes-full", "full"),
                      ("tls-handshakes-resumed", "resumed")):
        yield Row(name, ("ours", OLD, "nginx"), "connections/cpu-s",
                  connections, how, 20)


def h2_rows():
    servers = ("ours", "nginx", "h2o", "nghttpd")
    for name, paths, who in (("dynamic", ["/dyn"], servers[:2]),
                             ("file-1k", ["/1k.txt"], servers),
                             ("files-1k", MANY, servers),
                             ("file-100k", ["/100k.txt"], servers)):
        for streams in (1, 100):
            yield Row(f"h2-{name}-{streams}", who, "requests/cpu-s", h2,
                      (paths, streams), 20)
    yield Row("h2-idle-memory", servers, "bytes each", h2_idle, 0, 1000,
              is_exact=True)
    yield Row("h2-idle-stream-memory", servers, "bytes each", h2_idle, 90, 100,
              is_exact=True)


def ws_rows():
    servers = ("ours", "ours/uring", OLD, "floor")
    for size, name in ((20, "20"), (16384, "16k")):
        for conns in (50, 1000, 10000):
            end = "" if conns == 50 else f"-{conns}"
            yield Row(f"ws-echo-{name}{end}", servers + ("floor-uring",),
                      "messages/cpu-s", ws, (size,), conns)
    yield Row("ws-broadcast-1000", servers + ("floor-uring",),
              "deliveries/cpu-s", ws, (20, "-b"), 1000)
    yield Row("ws-idle-memory", servers, "bytes each", idle, False, 5000,
              is_exact=True)
    yield Row("ws-idle-memory-tls", servers, "bytes each", idle, True, 5000,
              is_exact=True, after=beyond_the_floor)
    squeezed = ("ours", OLD, "npm ws", "websockets")
    for size, name in ((100, "100"), (4096, "4k"), (65536, "64k")):
        yield Row(f"ws-pmd-echo-{name}", squeezed, "messages/cpu-s", ws_pmd,
                  size)
    for size in (100, 1000):
        yield Row(f"ws-pmd-idle-memory-{size}", squeezed[:2], "bytes each",
                  ws_pmd_idle, size, 10000, is_exact=True)
    yield Row("ws-20000-idle", report=idle_beside, argument=20000)
    yield Row("ws-echo-by-connections", servers, argument=(20,), report=curve)


def count_rows():
    for name, count, unit, digits in (
            ("syscalls", counts.syscalls, "calls each", 2),
            ("allocations", counts.allocations, "allocations each", 2),
            ("instructions", counts.instructions, "instructions each", 0)):
        for case in (*counts.CASES, *counts.H2_CASES):
            servers = (("ours", OLD, "floor") if case in counts.CASES else
                       ("ours", "nghttpd", "h2o", "nginx"))
            yield Row(f"{name}-{case}", servers, unit, counted, (count, case),
                      digits=digits, is_exact=True)


ROWS = [*http_rows(), *h2_rows(), *ws_rows(), *count_rows(),
        Row("threads-http-dynamic", unit="requests", argument="http",
            report=threads),
        Row("threads-http-pipelined", unit="requests",
            argument=("-h", "/dyn", "-p", "64"), report=threads),
        Row("threads-ws-echo", unit="messages", argument=(), report=threads),
        Row("loops-ws-echo", unit="messages/cpu-s", argument=(20,),
            report=loops),
        Row("loops-ws-echo-1", unit="messages/cpu-s", conns=1, argument=(20,),
            report=loops),
        Row("loops-http-dynamic", unit="requests/cpu-s",
            argument=("/dyn", False, False), report=loops),
        Row("loops-instructions", report=loop_instructions),
        Row("timers", report=timers),
        *(Row("footprint-" + m, report=footprint.report, argument=m)
          for m in footprint.MACHINES)]
PLOTS = ("timers", "ws-echo-by-connections")


def cell(row, median, name):
    if name not in median:
        return "-"
    ratio = ("" if name == "ours" or not median.get("ours")
             else f" x{median[name] / median['ours']:.2f}")
    return f"{median[name]:.{row.digits}f}{ratio}"


def show(lab, row, columns):
    """measures a row and prints it"""
    if row.report:
        try:
            row.report(lab, row)
        except TRIED as e:
            print(f"{row.name:28} -")
            say_why(row, {"": " ".join(str(e).split())})
        return
    median, notes, why = medians(
        lab, row.servers, lambda s, secs: row.measure(lab, s, row, secs),
        is_exact=row.is_exact)
    print(f"{row.name:28}" + "".join(f"{cell(row, median, n):>18}"
                                     for n in columns) + f"  {row.unit}")
    say_why(row, why)
    for name, note in notes.items():
        print(f"    {name}: {note}")
    more = row.after and row.after(median)
    if more:
        print("    " + more)
    sys.stdout.flush()
