#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/http-server that take forms and files, or
send events, seen from a client."""

import base64
import http.client
import json
import os
import struct
import tempfile

import example
from example import Peer, check

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=B"


def connect(port):
    return http.client.HTTPConnection("127.0.0.1", port)


def ask(link, method, path, body=None, **headers):
    """One request: status, headers, body."""
    link.request(method, path, body, {k.replace("_", "-"): v
                                      for k, v in headers.items()})
    r = link.getresponse()
    return r.status, r.headers, r.read()


def get(port, path):
    link = connect(port)
    answer = ask(link, "GET", path)
    link.close()
    return answer


def part(name, content, filename=None):
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def page_has(port, text):
    check(text in get(port, "/")[2], "the page")


def minimal_http_server_form_get(run):
    server = run("-p", "0")
    port = server.port()
    page_has(port, b'action="/form"')
    for query, text in (
            ("?text1=a+b%21&send=hello", b"text1: 4 bytes: a b!\n"
                                         b"send: 5 bytes: hello\n"),
            ("?send=", b"text1: -1 bytes: (none)\nsend: 0 bytes: \n"),
            ("?text1=" + "x" * 300, b"text1: -1 bytes: (none)\n"
                                    b"send: -1 bytes: (none)\n")):
        status, _, body = get(port, "/form" + query)
        check((status, body) == (200, text), f"{query}: {body}")
    server.stop()


def check_form(port):
    link = connect(port)
    for kind, body in ((URLENCODED, b"text1=a+b%21&send=hello"),
                       (MULTIPART, part("text1", b"a b!") +
                        part("send", b"hello") + b"--B--")):
        status, _, text = ask(link, "POST", "/form", body, content_type=kind)
        check((status, text) == (200, b"text1: 4 bytes: a b!\n"
                                      b"send: 5 bytes: hello\n"),
              f"{kind}: {status} {text}")
    # refused, on the same connection, which goes on
    for kind, body in ((URLENCODED, b"text1=%4"),
                       (URLENCODED, b"text1=" + b"x" * 2000),
                       (MULTIPART, part("text1", b"1")),
                       (MULTIPART, b"text1=1")):
        status = ask(link, "POST", "/form", body, content_type=kind)[0]
        check(status == 400, f"{body[:20]}: {status}")
    status, _, text = ask(link, "POST", "/form", b"text1=1",
                          content_type=URLENCODED)
    check(text == b"text1: 1 bytes: 1\nsend: 0 bytes: (none)\n", f"{text}")
    link.close()
    check(get(port, "/form")[0] == 404, "it is not there for GET")

    # a client that goes away in the middle
    p = Peer(port)
    p.send(b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\ntext")
    p.close()
    page_has(port, b'action="/form"')


def minimal_http_server_form_post(run):
    server = run("-p", "0")
    check_form(server.port())
    server.stop()


def minimal_http_server_form_post_lwsac(run):
    server = run("-p", "0")
    port = server.port()
    check_form(port)
    status = ask(connect(port), "POST", "/form", b"send=1",
                 content_type=URLENCODED)[0]
    check(status == 400, "text1 has a least length")
    server.stop()


def minimal_http_server_form_post_file(run):
    with tempfile.TemporaryDirectory() as folder:
        server = run("-p", "0", "--dir", folder)
        port = server.port()
        check_form(port)
        link = connect(port)

        def send(*parts):
            return ask(link, "POST", "/form", b"".join(parts) + b"--B--",
                       content_type=MULTIPART)

        data = os.urandom(100000) + b"\r\n--B-\r\n"
        status, _, text = send(part("text1", b"x"), part("file", data, "a.bin"))
        path = os.path.join(folder, "upload-a.bin")
        check(status == 200 and f"in {path}\n".encode() in text, f"{text}")
        with open(path, "rb") as file:
            check(file.read() == data, "the file is what was sent")

        # again: never written over; two at once; too long; elsewhere
        check(send(part("file", b"other", "a.bin"))[0] == 400, "not over it")
        check(send(part("file", b"1", "b"), part("file", b"2", "c"))[0] == 400,
              "one file")
        check(send(part("file", b"x" * 10485761, "d"))[0] == 400, "too long")
        check(send(part("file", b"1", "../../e"))[0] in (200, 400), "purified")
        check(send(part("other", b"1", "f"))[0] == 400, "another field")
        left = os.listdir(folder)
        check("upload-a.bin" in left and not {"upload-b", "upload-c",
              "upload-d", "upload-f"} & set(left), f"left: {left}")
        check(not os.path.exists(os.path.join(folder, "..", "e")), "stays in")
        with open(path, "rb") as file:
            check(file.read() == data, "the first is as it was")

        # nothing is left of a file that broke off
        p = Peer(port)
        p.send(f"POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}"
               "\r\nContent-Length: 9999\r\n\r\n".encode() +
               part("file", b"1", "broken"))
        p.socket.shutdown(1)
        p.read_all()
        p.close()
        link.close()
        server.stop()
        check("upload-broken" not in os.listdir(folder), "broken off")


def minimal_http_server_mimetypes(run):
    server = run("-p", "0")
    port = server.port()
    for path, kind in (("/", "text/html"), ("/plain.txt", "text/plain"),
                       ("/readme.md", "text/markdown; charset=utf-8"),
                       ("/data.csv", "text/csv"),
                       ("/thing.xyz", "application/octet-stream")):
        status, headers, _ = get(port, path)
        check((status, headers["content-type"]) == (200, kind), path)
    server.stop()


def events(port, count):
    """the data of so many events"""
    link = connect(port)
    link.request("GET", "/sse")
    r = link.getresponse()
    check(r.status == 200, f"status {r.status}")
    check(r.headers["content-type"] == "text/event-stream", "type")
    check(r.headers["cache-control"] == "no-cache", "not from a cache")
    seen = []
    while len(seen) < count:
        line = r.readline()
        check(line, "the events ended")
        if line.startswith(b"data: number "):
            seen.append(int(line[13:]))
    return seen, link


def minimal_http_server_sse(run):
    server = run("-p", "0", "--ms", "5")
    port = server.port()
    page_has(port, b"sse.js")
    seen, link = events(port, 20)
    check(seen == list(range(20)), f"{seen}")
    seen, other = events(port, 3)
    check(seen == [0, 1, 2], "each connection counts for itself")
    link.close()
    server.stop()
    other.close()


def minimal_http_server_sse_ring(run):
    server = run("-p", "0", "--ms", "5")
    port = server.port()
    page_has(port, b"sse.js")
    seen, link = events(port, 50)
    check(seen == list(range(seen[0], seen[0] + 50)), f"{seen}")
    # a newcomer does not get what was before
    later, other = events(port, 5)
    check(later[0] >= seen[-1] - 1 and
          later == list(range(later[0], later[0] + 5)), f"{later}")
    link.close()
    other.close()
    again, link = events(port, 3)
    check(again[0] > later[0], "it goes on for others")
    server.stop()
    link.close()


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Watcher(Peer):
    """a ws client that reads text messages"""

    def __init__(self, port, auth):
        super().__init__(port)
        self.send((f"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                   f"Connection: Upgrade\r\nAuthorization: {auth}\r\n"
                   "Sec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "Sec-WebSocket-Protocol: lws-deaddrop\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.read(1)
        self.status = int(head.split()[1])

    def files(self):
        """name to (size, yours) of the next list"""
        length = self.read(2)[1]
        if length == 126:
            length = struct.unpack("!H", self.read(2))[0]
        found = json.loads(self.read(length))
        return {f["name"]: (f["size"], f["yours"], f["is_text"])
                for f in found["files"]}

    def say(self, text):
        self.send(bytes([0x81, 0x80 | len(text)]) + bytes(4) + text.encode())


def minimal_http_server_deaddrop(run):
    alice, bob = basic("alice", "wonder"), basic("bob", "builder")
    with tempfile.TemporaryDirectory() as folder:
        server = run("-p", "0", "--dir", folder, "--max-size", "100000")
        port = server.port()
        for path in ("/", "/get/alice_a.txt", "/upload"):
            check(get(port, path)[0] == 401, f"{path} is guarded")
        link = connect(port)
        check(b"deaddrop.js" in ask(link, "GET", "/", authorization=bob)[2],
              "the page")
        stranger = Peer(port)
        stranger.send(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                      b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      b"Sec-WebSocket-Protocol: lws-deaddrop\r\n\r\n")
        check(b"101" not in stranger.read(12), "the list is guarded")
        stranger.close()

        watcher = Watcher(port, bob)
        check(watcher.status == 101, "bob watches")
        check(watcher.files() == {}, "nothing is there")

        def put(auth, *files):
            body = b"".join(part("file", data, name) for name, data in files)
            return ask(link, "POST", "/upload", body + b"--B--",
                       authorization=auth, content_type=MULTIPART)[0]

        check(put(alice, ("../x/a.txt", b"hello")) == 200, "alice puts one")
        check(watcher.files() == {"alice_a.txt": (5, False, True)}, "bob sees")
        check(put(bob, ("b.html", b"\0" * 70000)) == 200, "bob puts one")
        seen = watcher.files()
        check(seen["bob_b.html"] == (70000, True, False), f"{seen}")
        status, headers, body = ask(link, "GET", "/get/bob_b.html",
                                    authorization=alice)
        check((status, headers["content-type"], len(body)) ==
              (200, "text/plain", 70000), "not as a page")

        # what is too long leaves nothing
        check(put(bob, ("c", b"x" * 100001)) == 400, "too long")
        check(sorted(os.listdir(folder)) == ["alice_a.txt", "bob_b.html"],
              f"{os.listdir(folder)}")
        # only one's own, and by its exact name
        for name in ("alice_a.txt", "../passwords", "bob_../alice_a.txt",
                     "nope"):
            watcher.say(f'{{"del":"{name}"}}')
        watcher.say('{"del":"bob_b.html"}')
        check(watcher.files() == {"alice_a.txt": (5, False, True)}, "removed")
        check(os.listdir(folder) == ["alice_a.txt"], "and nothing else")
        # again: it replaces one's own
        check(put(alice, ("a.txt", b"hello again")) == 200, "replaced")
        check(watcher.files()["alice_a.txt"][0] == 11, "with the new length")

        # a file that breaks off leaves nothing
        p = Peer(port)
        p.send(f"POST /upload HTTP/1.1\r\nHost: x\r\nAuthorization: {bob}\r\n"
               f"Content-Type: {MULTIPART}\r\nContent-Length: 9999\r\n\r\n"
               .encode() + part("file", b"1", "broken"))
        p.socket.shutdown(1)
        p.read_all()
        p.close()
        server.stop()
        watcher.close()
        link.close()
        check(os.listdir(folder) == ["alice_a.txt"], "nothing is left")


if __name__ == "__main__":
    example.main(vars())
