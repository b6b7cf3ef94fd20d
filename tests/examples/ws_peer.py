# SPDX-License-Identifier: MIT
"""WebSocket clients by hand, for the examples' tests."""

import os
import socket
import struct

from example import Peer, check

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FIN, RSV1 = 0x80, 0x40


class WebSocket(Peer):
    """A client, by hand."""

    def __init__(self, port, protocol, more=b"", rcvbuf=0, path=b"/"):
        if rcvbuf:
            self.socket = socket.socket()
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
            self.socket.connect(("127.0.0.1", port))
        else:
            super().__init__(port)
        self.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
                  b"Upgrade: websocket\r\n"
                  b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                  b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  b"Sec-WebSocket-Protocol: " + protocol + b"\r\n" + more +
                  b"\r\n")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.read(1)
        check(head.startswith(b"HTTP/1.1 101 ") and
              b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head, f"answer {head!r}")
        self.head = head

    def say(self, payload, kind=FIN | TEXT):
        key = os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack(">BB", kind, 0x80 | size)
        elif size < 65536:
            head = struct.pack(">BBH", kind, 0x80 | 126, size)
        else:
            head = struct.pack(">BBQ", kind, 0x80 | 127, size)
        masks = (key * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^
                  int.from_bytes(masks, "big")).to_bytes(size, "big")
        self.send(head + key + masked)

    def frame(self):
        kind, size = self.read(2)
        check(not size & 0x80, "servers do not mask")
        if size == 126:
            size = struct.unpack(">H", self.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.read(8))[0]
        return kind, self.read(size)

    def hear(self, rsv=0):
        """A whole message: its kind and what it says."""
        kind, payload = self.frame()
        check(kind & 0x70 == rsv, "the reserved bits")
        opcode, said = kind & 0xf, [payload]
        while not kind & FIN:
            kind, payload = self.frame()
            check(kind & 0xf == CONT, "a fragment continues")
            said.append(payload)
        return opcode, b"".join(said)

    def bye(self):
        self.say(struct.pack(">H", 1000) + b"bye", FIN | CLOSE)
        check(self.frame() == (FIN | CLOSE, b"\x03\xe8bye"), "an echo of CLOSE")
        check(self.read_all() == b"", "the end behind it")
        self.close()
