# SPDX-License-Identifier: MIT
"""A WebSocket client that does nothing by itself: it reads only when it is
told to, and can send frames that a polite one would not."""

import base64
import os
import socket
import struct

TEXT, BINARY, CLOSE = 1, 2, 8
PATIENCE = 100


class RawClient:
    def __init__(self, port, protocol, path="/", receive_buffer=0):
        self.socket = socket.socket(socket.AF_INET)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                   receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", int(port)))
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            "Sec-WebSocket-Version: 13\r\nUser-Agent: \"raw\\\r\n"
            f"Sec-WebSocket-Protocol: {protocol}\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = self.file.readline().split()[1:2]
        while self.file.readline() not in (b"\r\n", b""):
            pass

    def close(self):
        self.file.close()
        self.socket.close()

    def frame(self, payload, opcode=TEXT, is_last=True):
        """one masked frame, RFC 6455 s5.2; the mask is four zeroes"""
        head = bytes([opcode | (0x80 if is_last else 0)])
        if len(payload) < 126:
            head += bytes([0x80 | len(payload)])
        else:
            head += bytes([0x80 | 126]) + struct.pack("!H", len(payload))
        return head + bytes(4) + payload

    def send(self, payload, opcode=TEXT, is_last=True):
        self.socket.sendall(self.frame(payload, opcode, is_last))

    def receive_frame(self):
        """(opcode, is_last, payload); opcode None: the end"""
        head = self.file.read(2)
        if len(head) < 2:
            return None, True, b""
        length = head[1] & 0x7f
        if length == 126:
            length = struct.unpack("!H", self.file.read(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self.file.read(8))[0]
        return head[0] & 15, bool(head[0] & 0x80), self.file.read(length)

    def receive(self):
        """a whole message; (code, reason) if the peer closes; None: the end"""
        message = b""
        while True:
            opcode, is_last, payload = self.receive_frame()
            if opcode is None:
                return None
            if opcode == CLOSE:
                return struct.unpack("!H", payload[:2])[0], payload[2:].decode()
            message += payload
            if is_last:
                return message.decode()
