#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of HTTP/2, seen from a client that knows just enough of it."""

import struct

import example
from example import Peer, check

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload=b""):
    return (struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) +
            struct.pack(">I", stream) + payload)


def field(name, value):
    """A literal that is not indexed (RFC 7541 6.2.2), short."""
    return (b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value)


def request(method, path):
    return (field(b":method", method) + field(b":scheme", b"http") +
            field(b":authority", b"localhost") + field(b":path", path))


class Link:
    def __init__(self, port):
        self.peer = Peer(port)
        self.file = self.peer.socket.makefile("rb")
        self.peer.send(PREFACE + frame(SETTINGS, 0, 0))

    def send(self, *args):
        self.peer.send(frame(*args))

    def read(self):
        """kind, flags, stream, payload"""
        head = self.file.read(9)
        check(len(head) == 9, "the connection ended")
        size = int.from_bytes(head[:3], "big")
        return (head[3], head[4], int.from_bytes(head[5:], "big"),
                self.file.read(size))

    def close(self):
        self.file.close()
        self.peer.close()


def pushed(link, stream, lines):
    """so many lines of the body"""
    body = b""
    while body.count(b"\n") < lines:
        kind, flags, number, payload = link.read()
        if kind == DATA and number == stream:
            body += payload
            check(not flags & END_STREAM, "it ended")
    return body.split(b"\n")[:lines]


def minimal_http_server_h2_long_poll(run):
    server = run("-p", "0", "--ms", "5")
    link = Link(server.port())
    link.send(HEADERS, END_HEADERS, 1, request(b"POST", b"/"))
    link.send(DATA, END_STREAM, 1)
    want = [b"number %d" % n for n in range(20)]
    check(pushed(link, 1, 20) == want, "numbers, in order")
    # another on the same connection counts for itself
    link.send(HEADERS, END_HEADERS, 3, request(b"POST", b"/"))
    link.send(DATA, END_STREAM, 3)
    check(pushed(link, 3, 3) == want[:3], "each stream has its own")
    server.stop()
    link.close()


if __name__ == "__main__":
    example.main(vars())
