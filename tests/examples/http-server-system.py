#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Examples of minimal-examples/http-server that are about who serves, who asks
and who opened the socket."""

import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import example
from example import check


def get(port, path, headers={}):
    c = http.client.HTTPConnection("127.0.0.1", port)
    c.request("GET", path, headers=headers)
    r = c.getresponse()
    body = r.read()
    c.close()
    return r.status, r.headers, body


def basic(text):
    return {"Authorization": "Basic " + base64.b64encode(text).decode()}


def minimal_http_server_basicauth(run):
    server = run("-p", "0")
    port = server.port()
    check(get(port, "/")[0] == 200, "the open part")
    status, headers, body = get(port, "/secret/")
    check(status == 401 and b"know" not in body, "asked for credentials")
    check(headers["www-authenticate"].startswith("Basic realm="), "the scheme")
    for good in (b"user:password", b"root:toor"):
        status, _, body = get(port, "/secret/", basic(good))
        check(status == 200 and b"You know" in body, f"with {good!r}")
    for bad in (b"user:toor", b"user:", b"user", b":", b"",
                b"user:password\nroot:toor"):
        status, _, body = get(port, "/secret/", basic(bad))
        check(status in (401, 403) and b"know" not in body, f"with {bad!r}")
    server.stop()


def minimal_http_server_custom_headers(run):
    server = run("-p", "0")
    port = server.port()
    status, headers, body = get(port, "/", {"X-Greeting": "hello",
                                            "X-Other": "1"})
    check(status == 200 and headers["x-answer"] == "42", "the answer's own")
    lines = body.decode().splitlines()
    check(lines[0] == "x-greeting is 'hello'", f"by name: {lines}")
    check(sorted(lines[1:]) == ["has x-greeting:", "has x-other:"],
          f"all names: {lines}")
    check(get(port, "/")[2] == b"no x-greeting\n", "without")
    check(get(port, "/", {"X-Greeting": "x" * 500})[2].startswith(
        b"no x-greeting\n"), "one that does not fit")
    server.stop()


def minimal_http_server_smp(run):
    server = run("-p", "0", "-t", "3")
    port = server.port()
    answers = []

    def ask():
        for _ in range(20):
            answers.append(get(port, "/")[0])

    clients = [threading.Thread(target=ask) for _ in range(8)]
    for t in clients:
        t.start()
    for t in clients:
        t.join()
    check(answers == [200] * 160, f"{len(answers)} answers")
    server.wait_for("3 threads")
    server.stop()
    run("-t", "0").finish(1)


def minimal_http_server_systemd_socketact(run):
    run().finish(1) # nobody passed a socket

    path, folder = sys.argv[2:4]
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    # what systemd does: the socket is number 3, the pid is known to nobody but
    # the child
    os.set_inheritable(listener.fileno(), True)
    script = (f"exec 3<&{listener.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ "
              "exec \"$0\"")
    for _ in range(2): # it may come and go, the socket stays
        server = subprocess.Popen(["sh", "-c", script, path], cwd=folder,
                                  pass_fds=[listener.fileno()])
        try:
            status, _, body = get(port, "/")
            check(status == 200 and b"Somebody else" in body, "the page")
            server.send_signal(signal.SIGTERM)
            check(server.wait() == 0, "its exit code")
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    example.main(vars())
