#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/raw, seen from the other side."""

import os
import socket
import subprocess
import tempfile
import threading

import example
from example import Peer, check, listen


def minimal_raw_adopt_tcp(run):
    listener = listen()
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

    # nobody there
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


def port_of(program):
    return int(program.wait_for(r"localhost:(\d+)/").group(1))


def minimal_raw_adopt_udp(run):
    server = run("-p", "0")
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect(("127.0.0.1", port_of(server)))
    for datagram in (b"hello", b"", b"x" * 60000, b"end"):
        s.send(datagram)
        check(s.recv(65536) == datagram, f"{len(datagram)} bytes came back")
    server.wait_for("5 bytes from 127.0.0.1")
    s.close()
    server.stop()


def read_lines(s, count):
    data = b""
    while data.count(b"\n") < count:
        piece = s.recv(1000)
        check(piece, f"it ended after {data!r}")
        data += piece
    return data


def minimal_raw_client(run):
    listener = listen()
    port = str(listener.getsockname()[1])
    client = run("-p", port, "--send", "QUIT")
    s, _ = listener.accept()
    check(read_lines(s, 1) == b"QUIT\r\n", "its line")
    s.sendall(b"221 bye\r\n")
    s.close()
    client.finish()
    check(client.out == b"221 bye\r\n", f"it printed {client.out!r}")
    listener.close()
    run("-p", port).finish(1)


def minimal_raw_netcat(run):
    listener = listen()
    port = str(listener.getsockname()[1])
    client = run("-p", port, stdin=subprocess.PIPE)
    s, _ = listener.accept()
    data = os.urandom(1 << 20)

    def type_it():
        client.process.stdin.write(data)
        client.process.stdin.close()

    typist = threading.Thread(target=type_it)
    typist.start()
    got = b""
    while len(got) < len(data):
        piece = s.recv(65536)
        check(piece, f"it ended after {len(got)} bytes")
        got += piece
    check(got == data, "what was typed came")
    typist.join()
    s.sendall(b"answer\n")
    s.close()
    client.finish()
    check(client.out == b"answer\n", f"it printed {client.out!r}")
    listener.close()


def minimal_raw_vhost(run):
    server = run("-p", "0")
    port = port_of(server)
    one, two = Peer(port), Peer(port)
    two.send(b"I am here\n")
    check(two.read(10) == b"I am here\n", "his own line")
    one.send(b"hel")
    one.send(b"lo\n")
    check(one.read(16).endswith(b"hello\n"), "a line to both")
    check(two.read(6) == b"hello\n", "a line to both")
    one.close()
    server.wait_for("RAW_CLOSE")
    two.close()
    server.stop()


def minimal_raw_serial(run):
    master, slave = os.openpty()
    program = run("-t", os.ttyname(slave))
    program.wait_for("RAW_ADOPT_FILE")
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(master, 1)
    check(line == b"line 0\r\n", f"it sent {line!r}")
    os.write(master, b"\x00\x11\x13\r\xff")
    program.wait_for("00 11 13 0D FF")
    os.close(slave)
    os.close(master)
    program.finish()
    program.wait_for("RAW_CLOSE_FILE")
    run("-t", "/dev/null").finish(1)


def minimal_raw_wol(run):
    run().finish(1)
    run("-m", "no address").finish(1)
    run("-m", "01:23:45:67:89:ab", "-i", "192.0.2.1").finish(1)
    # whether it can be sent depends on the network that we are in
    program = run("-m", "01:23:45:67:89:ab")
    program.wait_for("Completed: (OK|not sent)")


def onward():
    listener = listen()
    return listener, f"ipv4:127.0.0.1:{listener.getsockname()[1]}"


def carried(listener, port):
    client = Peer(port)
    client.send(b"\x00 who are you?\r\n\r\n")
    s, _ = listener.accept()
    check(read_lines(s, 2) == b"\x00 who are you?\r\n\r\n", "the question")
    client.socket.shutdown(socket.SHUT_WR)
    check(s.recv(1) == b"", "and its end")
    s.sendall(b"me\r\n")
    s.close()
    check(client.read_all() == b"me\r\n", "the answer, and its end")
    client.close()


def minimal_raw_proxy(run):
    listener, where = onward()
    proxy = run("-p", "0", "-r", where)
    carried(listener, port_of(proxy))
    listener.close()
    client = Peer(port_of(proxy))
    check(client.read_all() == b"", "nobody is there")
    proxy.wait_for("ECONNREFUSED")
    proxy.stop()


def minimal_raw_proxy_fallback(run):
    listener, where = onward()
    proxy = run("-p", "0", "-r", where)
    port = port_of(proxy)
    p = Peer(port)
    p.send(b"GET / HTTP/1.0\r\n\r\n")
    check(b"You speak http" in p.read_all(), "the page")
    p.close()
    carried(listener, port)
    listener.close()
    proxy.stop()


if __name__ == "__main__":
    example.main(vars())
