#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/raw, seen from the other side."""

import os
import socket
import subprocess
import tempfile
import threading

import example
from example import Peer, check


def minimal_raw_adopt_tcp(run):
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    answer = b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 300000

    client = run("-p", str(port))
    s, _ = listener.accept()
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        piece = s.recv(1000)
        check(piece, "the whole request")
        request += piece
    check(request.startswith(b"GET / HTTP/1.0\r\n"), f"request {request!r}")
    s.sendall(answer)
    s.close()
    client.finish()
    client.wait_for(f"RAW_CLOSE: after {len(answer)} bytes")
    check(client.out == answer, "what we sent is what it printed")

    # nobody there: this port was ours a moment ago
    listener.close()
    run("-p", str(port)).finish(1)


def echo(port, data):
    """All of it comes back, although we read only while sending."""
    p = Peer(port)
    sender = threading.Thread(target=p.send, args=(data,))
    sender.start()
    check(p.read(len(data)) == data, f"echo of {len(data)} bytes")
    sender.join()
    p.close()


def minimal_raw_fallback_http_server(run):
    server = run("-p", "0")
    port = server.port()

    p = Peer(port)
    p.send(b"GET / HTTP/1.0\r\n\r\n")
    page = p.read_all()
    check(page.startswith(b"HTTP/1.") and b"You speak http" in page, "the page")
    p.close()

    p = Peer(port)
    for word in (b"hello echo\n", b"\x00\x01\x02 more\n", b"GET is no verb now\n"):
        p.send(word)
        check(p.read(len(word)) == word, f"echo of {word!r}")
    p.close()
    server.wait_for("RAW_CLOSE")

    echo(port, b"\x80" + os.urandom(4 << 20)) # more than sockets hold
    server.stop()


def minimal_raw_file(run):
    program = run(stdin=subprocess.PIPE)
    program.process.stdin.write(b"hello\n")
    program.process.stdin.flush()
    program.wait_for("68 65 6C 6C 6F 0A")
    program.process.stdin.write(b"more")
    program.process.stdin.close()
    program.finish()
    program.wait_for("6D 6F 72 65")
    program.wait_for("RAW_CLOSE_FILE: 10 bytes in all")

    with tempfile.TemporaryDirectory() as folder:
        fifo = os.path.join(folder, "fifo")
        os.mkfifo(fifo)
        keep = os.open(fifo, os.O_RDWR) # so that it does not end at once
        program = run("-f", fifo)
        os.write(keep, b"through a fifo")
        program.wait_for("through a fifo")
        os.close(keep)
        program.finish()

        run("-f", os.path.join(folder, "absent")).finish(1)
        file = os.path.join(folder, "file")
        with open(file, "wb") as f:
            f.write(b"a file on a disk is refused")
        run("-f", file).finish(1)


if __name__ == "__main__":
    example.main(vars())
