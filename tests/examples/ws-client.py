#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/ws-client, seen from the other side."""

import base64
import hashlib
import os
import socket
import struct
import threading
import zlib

import example
from example import Peer, check, is_built

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FIN, RSV1 = 0x80, 0x40


class Listener:
    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def accept(self, protocol=None, more=None):
        return WebSocket(self.socket.accept()[0], protocol, more)


class WebSocket(Peer):
    """A server's end, by hand."""

    def __init__(self, accepted, protocol, more=None):
        self.socket = accepted
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.read(1)
        lines = head.decode().split("\r\n")
        self.request = lines[0]
        self.headers = dict(l.lower().split(": ", 1) if "ey:" not in l
                            else (l.split(": ")[0].lower(), l.split(": ")[1])
                            for l in lines[1:] if l)
        key = self.headers["sec-websocket-key"]
        proof = base64.b64encode(hashlib.sha1(
            (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        answer = (b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n"
                  b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + proof)
        check(self.headers.get("sec-websocket-protocol") == protocol,
              f"offers {self.headers}")
        if protocol:
            answer += b"\r\nSec-WebSocket-Protocol: " + protocol.encode()
        if more:
            answer += b"\r\n" + more.encode()
        self.send(answer + b"\r\n\r\n")

    def say(self, payload, kind=FIN | TEXT):
        size = len(payload)
        if size < 126:
            head = struct.pack(">BB", kind, size)
        elif size < 65536:
            head = struct.pack(">BBH", kind, 126, size)
        else:
            head = struct.pack(">BBQ", kind, 127, size)
        self.send(head + payload)

    def frame(self):
        kind, size = self.read(2)
        check(size & 0x80, "clients mask")
        size &= 0x7f
        if size == 126:
            size = struct.unpack(">H", self.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.read(8))[0]
        key = self.read(4)
        masks = (key * (size // 4 + 1))[:size]
        return kind, (int.from_bytes(self.read(size), "big") ^
                      int.from_bytes(masks, "big")).to_bytes(size, "big")

    def hear(self):
        """A whole message: kind of its first frame, and the payload."""
        kind, payload = self.frame()
        first = kind & 0xf
        while not kind & FIN:
            kind, more = self.frame()
            check(kind & 0xf == 0, f"fragment of kind {kind}")
            payload += more
        return first, payload


def to(listener, *args):
    return ("-s", "127.0.0.1", "-p", str(listener.port), *args)


def has_h2():
    """A server of ours that speaks HTTP/2."""
    return (is_built("minimal-http-server-h2-long-poll") and
            is_built("minimal-ws-server-echo"))


def minimal_ws_client(run):
    listener = Listener()
    p = run(*to(listener, "-n", "2", "--protocol", "lws-minimal"))
    ws = listener.accept("lws-minimal")
    check(ws.request == "GET / HTTP/1.1", ws.request)
    ws.say(b"one")
    p.wait_for("connected")
    ws.close()  # it comes back
    ws = listener.accept("lws-minimal")
    ws.say(b"two")
    p.wait_for("Completed: OK")
    p.finish()
    if not has_h2():
        return
    server = run("-p", "0", "--h2", other="minimal-ws-server-echo")
    p = run("-p", str(server.port()), "--h2")
    p.wait_for("connected over HTTP/2")
    p.stop()
    server.stop()


def bulk():
    lines = []
    for row in range((1 << 20) // 35 + 1):
        number = "".join(str((row >> n * 3) % 8) for n in range(4))
        lines.append(f"measurement {number}: all is well here\n")
    return "".join(lines).encode()[:1 << 20]


def minimal_ws_client_pmd_bulk(run):
    listener = Listener()
    client = run("-s", "127.0.0.1", "-p", str(listener.port))
    ws = listener.accept("lws-minimal-pmd-bulk",
                         "Sec-WebSocket-Extensions: permessage-deflate")
    check(ws.headers["sec-websocket-extensions"] ==
          "permessage-deflate; client_max_window_bits", "the offer")
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(bulk()) + packer.flush(zlib.Z_SYNC_FLUSH)
    ws.say(packed[:-4], FIN | RSV1 | TEXT)
    kind, packed = ws.hear()
    text = zlib.decompressobj(wbits=-15).decompress(packed + b"\0\0\xff\xff")
    check(kind == TEXT and text == bulk(), "a megabyte")
    client.finish()


def minimal_ws_client_echo(run):
    listener = Listener()
    p = run(*to(listener, "-u", "/x?y=z"))
    ws = listener.accept()
    check(ws.request == "GET /x?y=z HTTP/1.1", ws.request)
    for size in (0, 1, 125, 126, 65535, 65536, 300000):
        data = os.urandom(size)
        ws.say(data, FIN | BINARY)
        check(ws.hear() == (BINARY, data), f"echo of {size} bytes")
    ws.say("fräg".encode(), TEXT)
    ws.say("ment".encode(), FIN)
    check(ws.hear() == (TEXT, "frägment".encode()), "echo of fragments")
    ws.say(struct.pack(">H", 1000), FIN | CLOSE)
    check(ws.frame() == (FIN | CLOSE, struct.pack(">H", 1000)), "CLOSE")
    ws.close()
    p.finish()


def minimal_ws_client_rx(run):
    listener = Listener()
    p = run(*to(listener, "-n", "10"))
    ws = listener.accept("dumb-increment-protocol")
    for n in range(10):
        ws.say(str(n).encode())
        p.wait_for(f"RX: {n}$")
    p.finish()


def minimal_ws_client_tx(run):
    listener = Listener()
    p = run(*to(listener, "-n", "500"))
    ws = listener.accept("lws-minimal-broker")
    check(ws.request == "GET /publisher HTTP/1.1", ws.request)
    numbers = []
    for n in range(500):
        kind, payload = ws.hear()
        check(kind == TEXT, f"kind {kind}")
        numbers.append(int(payload.decode().rsplit(" ", 1)[1]))
    check(numbers == list(range(1, 501)), "each message once, in order")
    check(ws.frame() == (FIN | CLOSE, struct.pack(">H", 1000)), "CLOSE")
    ws.say(struct.pack(">H", 1000), FIN | CLOSE)
    ws.close()
    p.wait_for(r"Completed: OK \(500 sent\)")
    p.finish()


def minimal_ws_client_ping(run):
    listener = Listener()
    p = run(*to(listener, "-n", "3", "-i", "1", "--protocol", "chat"))
    ws = listener.accept("chat")
    for n in range(1, 4):
        check(ws.frame() == (FIN | PING, b"%d" % n), "a ping")
        ws.say(b"%d" % n, FIN | PONG)
        p.wait_for(f"pong {n}$")
    check(ws.frame() == (FIN | CLOSE, struct.pack(">H", 1000)), "CLOSE")
    ws.say(struct.pack(">H", 1000), FIN | CLOSE)
    ws.close()
    p.wait_for(r"Completed: OK \(3 pongs\)")
    p.finish()


def echo_until_close(listener, sockets):
    """Serves one connection after the other, each in a thread."""
    def one(accepted):
        ws = WebSocket(accepted, None)
        while True:
            kind, payload = ws.frame()
            ws.say(payload, kind)
            if kind & 0xf == CLOSE:
                break
        ws.close()

    for _ in range(sockets):
        threading.Thread(target=one, args=(listener.socket.accept()[0],),
                         daemon=True).start()


def minimal_ws_client_spam(run):
    listener = Listener()
    p = run(*to(listener, "-c", "8", "-l", "200"))
    echo_until_close(listener, 200)
    p.wait_for(r"Completed: OK \(200 connections, 0 failed\)")
    p.finish()
    listener.socket.close()
    p = run(*to(listener, "-c", "2", "-l", "5"))
    p.finish(1)


def minimal_ws_client_spam_tx_rx(run):
    listener = Listener()
    p = run(*to(listener, "-c", "4", "-l", "20", "-m", "25"))
    echo_until_close(listener, 20)
    p.wait_for(r"Completed: OK \(20 connections, 0 failed, 500 messages\)")
    p.finish()
    if not has_h2():
        return
    server = run("-p", "0", "--h2", other="minimal-ws-server-echo")
    p = run("-p", str(server.port()), "-c", "4", "-l", "20", "-m", "25", "--h2")
    p.wait_for("20 of them were streams of HTTP/2")
    p.wait_for(r"Completed: OK \(20 connections, 0 failed, 500 messages\)")
    p.finish()
    server.stop()


example.main(vars())
