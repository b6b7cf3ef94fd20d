#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/ws-server, seen from the other side."""

import os
import socket
import sys
import threading
import zlib

import example
from example import Peer, check, listen
from ws_peer import BINARY, CLOSE, CONT, FIN, PING, PONG, RSV1, TEXT, WebSocket

def page(port, path):
    p = Peer(port)
    p.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    answer = p.read_all()
    p.close()
    check(answer.startswith(b"HTTP/1.1 200 "), f"{path} is there")
    return answer


def has_its_page(port):
    check(b"chat.js" in page(port, b"/"), "the page")
    check(b"lws-minimal" in page(port, b"/chat.js"), "its program")
    check(b"#said" in page(port, b"/style.css"), "its style")


def minimal_ws_server(run):
    server = run("-p", "0")
    port = server.port()
    has_its_page(port)

    ann, ben = WebSocket(port, b"lws-minimal"), WebSocket(port, b"lws-minimal")
    ann.say(b"hello")
    for who in (ann, ben):
        check(who.hear() == (TEXT, b"hello"), "everybody hears it")
    late = WebSocket(port, b"lws-minimal")
    check(late.hear() == (TEXT, b"hello"), "who comes later hears the last one")
    ben.say(b"in ", TEXT)
    ben.say(b"pieces", FIN | CONT)
    for who in (ann, ben, late):
        check(who.hear() == (TEXT, b"in pieces"), "pieces are one message")
    late.say(b"x" * 1025)
    check(late.frame() == (FIN | CLOSE, b"\x03\xf11024 bytes at most"), "1009")
    late.close()
    ann.bye()
    ben.bye()
    server.stop()


class Deflated:
    """The messages of a websocket with permessage-deflate."""

    def __init__(self, port, protocol):
        self.ws = WebSocket(port, protocol, b"Sec-WebSocket-Extensions: "
                            b"permessage-deflate\r\n")
        check(b"sec-websocket-extensions: permessage-deflate\r\n" in
              self.ws.head, "it is accepted")
        self.packer = zlib.compressobj(wbits=-15)
        self.unpacker = zlib.decompressobj(wbits=-15)

    def say(self, payload, kind=TEXT):
        packed = self.packer.compress(payload)
        packed += self.packer.flush(zlib.Z_SYNC_FLUSH)
        self.ws.say(packed[:-4], FIN | RSV1 | kind)

    def hear(self):
        kind, packed = self.ws.hear(RSV1)
        return kind, self.unpacker.decompress(packed + b"\0\0\xff\xff")


def minimal_ws_server_pmd(run):
    server = run("-p", "0")
    port = server.port()
    has_its_page(port)
    ann, ben = Deflated(port, b"lws-minimal"), WebSocket(port, b"lws-minimal")
    for _ in range(3):
        ann.say(b"hello, hello, hello, hello")
        for who in (ann, ben):
            check(who.hear() == (TEXT, b"hello, hello, hello, hello"), "both")
    ann.ws.bye()
    ben.bye()
    server.stop()


def bulk():
    lines = []
    for row in range((1 << 20) // 35 + 1):
        number = "".join(str((row >> n * 3) % 8) for n in range(4))
        lines.append(f"measurement {number}: all is well here\n")
    return "".join(lines).encode()[:1 << 20]


def minimal_ws_server_pmd_bulk(run):
    server = run("-p", "0")
    ws = Deflated(server.port(), b"lws-minimal-pmd-bulk")
    check(ws.hear() == (TEXT, bulk()), "a megabyte")
    ws.say(bulk())
    server.wait_for("received 1048576 bytes: OK")
    ws.ws.bye()
    server.stop()


def minimal_ws_server_pmd_corner(run):
    server = run("-p", "0")
    ws = Deflated(server.port(), b"lws-minimal-pmd-corner")
    for size in [*range(0, 40), *range(16360, 16410), 32768, 99999]:
        ws.say(str(size).encode())
        check(ws.hear() == (TEXT, b"a" * size) if size else
              ws.ws.hear() == (TEXT, b""), f"text of {size} bytes")
        kind, noise = ws.hear() if size else ws.ws.hear()
        check(kind == BINARY and len(noise) == size, f"{size} bytes of noise")
    ws.ws.bye()
    server.stop()


def minimal_ws_server_echo(run):
    server = run("-p", "0")
    port = server.port()
    ws = WebSocket(port, b"lws-minimal-server-echo")
    for kind, said in ((TEXT, b"hello"), (TEXT, b""), (BINARY, bytes(range(256))),
                       (BINARY, os.urandom(70000))):
        ws.say(said, FIN | kind)
        check(ws.hear() == (kind, said), f"echo of {len(said)} bytes")
    ws.say(b"one ", TEXT)
    ws.say(b"?", FIN | PING)
    ws.say(b"two", FIN | CONT)
    kinds = [ws.frame() for _ in range(3)]
    check((FIN | PONG, b"?") in kinds, "a pong")
    kinds.remove((FIN | PONG, b"?"))
    check(b"".join(said for _, said in kinds) == b"one two", "fragments")

    # much more than any buffer holds; we do not read until all is sent
    big = os.urandom(16 << 20)
    sender = threading.Thread(target=ws.say, args=(big, FIN | BINARY))
    sender.start()
    check(ws.hear() == (BINARY, big), "echo of 16 MiB")
    sender.join()
    ws.bye()
    server.stop()

    once = run("-p", "0", "-o")
    WebSocket(once.port(), b"lws-minimal-server-echo").close()
    once.finish()


def minimal_ws_server_ring(run):
    server = run("-p", "0")
    port = server.port()
    has_its_page(port)

    ann, ben = WebSocket(port, b"lws-minimal"), WebSocket(port, b"lws-minimal")
    for n in range(10):
        ann.say(b"%d" % n)
    for who in (ann, ben):
        for n in range(10):
            check(who.hear() == (TEXT, b"%d" % n), "all of it, in order")
    ben.bye()

    # one that never reads is dropped, the other misses nothing
    sleeper = WebSocket(port, b"lws-minimal", rcvbuf=4096)
    for n in range(100000):
        said = b"%01000d" % n
        ann.say(said)
        check(ann.hear() == (TEXT, said), f"message {n}")
        if any("lags" in line for line in server.log):
            break
    server.wait_for("a connection that lags is dropped")
    sleeper.close()
    ann.say(b"x" * 1025)
    check(ann.frame() == (FIN | CLOSE, b"\x03\xf11024 bytes at most"), "1009")
    ann.close()
    server.stop()


def minimal_ws_broker(run):
    server = run("-p", "0")
    port = server.port()
    name = b"lws-minimal-broker"
    ann, ben = WebSocket(port, name), WebSocket(port, name)
    paper = WebSocket(port, name, path=b"/publisher")
    other = WebSocket(port, name, path=b"/publisher")
    paper.say(b"hello")
    paper.say(b"\x00\x01", FIN | BINARY)
    for who in (ann, ben):
        check(who.hear() == (TEXT, b"hello"), "each subscriber hears it")
        check(who.hear() == (BINARY, b"\x00\x01"), "and what it is")

    # while one speaks, another does not come between
    paper.say(b"one ", TEXT)
    check(ann.frame() == (TEXT, b"one "), "the beginning")
    check(ben.frame() == (TEXT, b"one "), "the beginning")
    other.say(b"between")
    paper.say(b"two", FIN | CONT)
    for who in (ann, ben):
        check(who.hear()[1] == b"two", "its end")
        check(who.hear() == (TEXT, b"between"), "then the other one")

    # nobody reads, and more is said than fits anywhere: nothing is lost
    said = [b"%01000d" % n for n in range(5000)]
    writer = threading.Thread(target=lambda: [paper.say(s) for s in said])
    writer.start()
    for n, text in enumerate(said):
        check(ann.hear() == (TEXT, text), f"message {n}")
        check(ben.hear() == (TEXT, text), f"message {n}")
    writer.join()
    server.stop()


def minimal_ws_raw_proxy(run):
    listener = listen()
    port = listener.getsockname()[1]
    server = run("-p", "0", "-r", f"127.0.0.1:{port}")
    ws = WebSocket(server.port(), b"raw")
    ws.say(b"before it is connected", FIN | BINARY)
    tcp = Peer.__new__(Peer)
    tcp.socket = listener.accept()[0]
    check(tcp.read(22) == b"before it is connected", "what waited")
    tcp.send(b"hi")
    check(ws.hear() == (BINARY, b"hi"), "the other way")

    # much at once, each way
    big = os.urandom(2 << 20)
    sender = threading.Thread(target=tcp.send, args=(big,))
    sender.start()
    got = b""
    while len(got) < len(big):
        got += ws.hear()[1]
    check(got == big, "from TCP")
    sender.join()
    sender = threading.Thread(target=ws.say, args=(big, FIN | BINARY))
    sender.start()
    check(tcp.read(len(big)) == big, "to TCP")
    sender.join()

    # the last words of TCP come before its end
    tcp.send(b"bye")
    tcp.close()
    check(ws.hear() == (BINARY, b"bye"), "last words")
    check(ws.frame() == (FIN | CLOSE, b"\x03\xe8"), "CLOSE")
    ws.close()

    ws = WebSocket(server.port(), b"raw")
    tcp.socket = listener.accept()[0]
    ws.say(b"over", FIN | BINARY)
    ws.bye()
    check(tcp.read_all() == b"over", "its end is passed on")
    tcp.close()

    # nobody there
    listener.close()
    ws = WebSocket(server.port(), b"raw")
    server.wait_for("no connection to 127.0.0.1")
    check(ws.frame() == (FIN | CLOSE, b"\x03\xe8"), "CLOSE")
    ws.close()
    server.stop()


def numbers_go_up(run, *args):
    server = run("-p", "0", "-i", "1", *args)
    port = server.port()
    all_of_them = [WebSocket(port, b"lws-minimal") for _ in range(4)]
    for ws in all_of_them:
        last = 0
        for _ in range(20):
            kind, text = ws.hear()
            number = int(text.decode().rsplit(" ", 1)[1])
            check(kind == TEXT and number >= last, f"{text} behind {last}")
            last = number
        check(last > 1, "there are new ones")
    all_of_them[0].close()
    server.stop()


def minimal_ws_server_threads(run):
    numbers_go_up(run)


def minimal_ws_server_threads_smp(run):
    numbers_go_up(run, "-c", "3")


def minimal_ws_server_threads_foreign_libuv_smp(run):
    numbers_go_up(run, "-c", "3")
    numbers_go_up(run, "-c", "1")


def minimal_ws_server_threadpool(run):
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    server = run("-p", "0", "-n", str(len(primes)), "-t", "2")
    clients = [WebSocket(server.port(), b"lws-minimal") for _ in range(5)]
    for ws in clients:
        for n in primes:
            check(ws.hear() == (TEXT, b"%d" % n), f"prime {n}")
        check(ws.frame() == (FIN | CLOSE, b"\x03\xe8that was all"), "the end")
        ws.close()
    server.stop()

    # one worker, and one place to wait: who never reads holds the worker
    server = run("-p", "0", "-n", "1000000000", "-t", "1", "-q", "1")
    first = WebSocket(server.port(), b"lws-minimal")
    check(first.hear() == (TEXT, b"2"), "the worker is his")
    second = WebSocket(server.port(), b"lws-minimal")
    third = WebSocket(server.port(), b"lws-minimal")
    check(third.frame() == (FIN | CLOSE, b"\x03\xf0too busy"), "1008")
    third.close()
    first.close()
    check(second.hear() == (TEXT, b"2"), "the worker is free")
    server.stop()  # with a task at work
    second.close()


def minimal_ws_server_timer(run):
    server = run("-p", "0", "-i", "1")
    ws = WebSocket(server.port(), b"lws-minimal")
    first = int(ws.hear()[1].split()[1])
    second = int(ws.hear()[1].split()[1])
    check(0 < first < second, "ticks")
    ws.close()
    server.stop()


def minimal_ws_proxy(run):
    bin_dir = os.path.dirname(sys.argv[2])
    pages = os.path.join(sys.argv[3], "..", "..", "ws-server",
                         "minimal-ws-server")
    upstream = example.Program(os.path.join(bin_dir, "lws-minimal-ws-server"),
                               pages, "-p", "0")
    try:
        server = run("-p", "0", "-s", "127.0.0.1", "-r", str(upstream.port()))
        server.wait_for("connected upstream")
        ann = WebSocket(server.port(), b"lws-minimal-proxy")
        speaker = WebSocket(upstream.port(), b"lws-minimal")
        speaker.say(b"hello")
        check(ann.hear() == (TEXT, b"hello"), "what is said upstream")
        late = WebSocket(server.port(), b"lws-minimal-proxy")
        check(late.hear() == (TEXT, b"hello"), "who comes later hears the last")
        upstream.stop()
        server.wait_for("no connection upstream")
        ann.bye()
        server.stop()
    finally:
        upstream.kill()


example.main(vars())
