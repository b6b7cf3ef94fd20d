#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples on event libraries, with each library of the build."""

import http.client
import http.server
import json
import os
import threading

import example
from example import check, held_port
from ws_peer import CLOSE, FIN, TEXT, WebSocket

LOOPS = os.environ.get("LWS_TEST_LOOPS", "").split()


def get(port):
    c = http.client.HTTPConnection("127.0.0.1", port)
    for path in ("/", "/index.html", "/"):
        c.request("GET", path)
        r = c.getresponse()
        check(r.status == 200 and r.read(), path)
    c.close()


def serve(run, *args):
    server = run("-p", "0", *args)
    port = server.port()
    for _ in range(5):
        get(port)
    server.stop()


def minimal_http_server_eventlib(run):
    for loop in LOOPS:
        serve(run, "--" + loop)
    if "uloop" not in LOOPS:
        # what is not there is said, with where it was looked for
        program = run("-p", "0", "--uloop")
        program.wait_for("no event loop uloop")
        program.finish(1)


def demos(port):
    c = http.client.HTTPConnection("127.0.0.1", port)
    for name in "index.html", "demos.js", "demos.css":
        c.request("GET", "/" + name)
        r = c.getresponse()
        check(r.status == 200 and r.read(), name)
    c.close()

    numbers = WebSocket(port, b"increment")
    for n in range(4):
        check(numbers.hear() == (TEXT, str(n).encode()), f"number {n}")
    numbers.say(b"reset")
    while numbers.frame()[1] != b"0":
        pass
    numbers.say(b"close")
    while True:
        kind, payload = numbers.frame()
        if kind & 0xf == CLOSE:
            break
    check(payload == b"\x03\xe9as you wish", f"close {payload!r}")

    one, two = (WebSocket(port, b"mirror") for _ in range(2))
    one.say(b"[1,2,", TEXT)
    one.say(b"3,4]", FIN | 0)
    two.say(b"[5,6,")
    for ws in one, two:
        got = [ws.frame()[1] for _ in range(2)]
        check(sorted(got) == [b"[1,2,3,4]", b"[5,6,"], f"mirrored {got}")
    one.say(b"x" * 257)
    kind, payload = one.frame()
    check(kind & 0xf == CLOSE and payload[:2] == b"\x03\xf1", "1009")

    first = WebSocket(port, b"status")
    check(json.loads(first.frame()[1])["count"] == 1, "one is here")
    second = WebSocket(port, b"status")
    check(len(json.loads(first.frame()[1])["who"]) == 2, "two are here")
    second.close()
    check(json.loads(first.frame()[1])["who"][0]["ip"] == "127.0.0.1",
          "one is left")


def minimal_http_server_eventlib_demos(run):
    for loop in (None, *LOOPS):
        server = run("-p", "0", *(["--" + loop] if loop else []))
        demos(server.port())
        if loop:
            server.stop()
        else:
            server.kill()  # our own loop leaves signals to the program


def minimal_http_server_eventlib_smp(run):
    for loop in LOOPS:
        if loop != "uloop":  # it has one loop in a process
            serve(run, "-t", "3", "--" + loop)


def minimal_http_server_eventlib_custom(run):
    serve(run)


def minimal_http_server_eventlib_foreign(run):
    server = run("-p", "0", "-n", "3", "-b", "2")
    port = server.port()
    check(port > 0, "a port")
    server.wait_for("life 3")
    server.finish()
    server = run("-p", "0", "-n", "1", "-b", "1000")
    for _ in range(3):
        get(server.port())
    server.stop()


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/there"
        self.send_response(200 if found else 404)
        self.send_header("content-length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")

    def log_message(self, *args):
        pass


def minimal_http_client_glib(run):
    server = http.server.HTTPServer(("127.0.0.1", held_port()), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = str(server.server_address[1])
    program = run("-s", "127.0.0.1", "-p", port, "--path", "/there")
    program.wait_for("status 200, 6 bytes")
    program.finish()
    program = run("-s", "127.0.0.1", "-p", port, "--path", "/not-there")
    program.wait_for("status 404, 6 bytes")
    program.finish(1)
    server.shutdown()
    server.server_close()
    program = run("-s", "127.0.0.1", "-p", port)
    program.wait_for("connection failed")
    program.finish(1)


if __name__ == "__main__":
    example.main(vars())
