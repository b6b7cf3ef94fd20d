#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/http-client, seen from the other side."""

import http.server
import os
import ssl
import subprocess
import tempfile
import threading
import urllib.parse

import example
from example import check, held_port, is_built


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    requests = []

    def log_message(self, *args):
        pass

    def body(self):
        if self.headers.get("transfer-encoding") == "chunked":
            data = b""
            while True:
                size = int(self.rfile.readline(), 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if not size:
                    return data
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self, status, body, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.requests.append((self.command, self.path, self.headers, b""))
        if self.path == "/moved":
            self.answer(302, b"", ("location", "/page"))
        elif self.path == "/own":
            self.answer(200, b"", ("X-Their-Own", "their value"))
        elif self.path == "/generate_204":
            self.send_response(204)
            self.end_headers()
        elif self.path == "/missing":
            self.answer(404, b"nothing here\n")
        else:
            self.answer(200, b"a page\n")

    def do_POST(self):
        self.requests.append((self.command, self.path, self.headers,
                              self.body()))
        self.answer(200, b"thank you\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def serve():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def to(port, *args):
    return ("--server", "127.0.0.1", "-p", str(port), *args)


def page_over_h2(run):
    """TLS: either version by ALPN, from a server of ours."""
    with tempfile.TemporaryDirectory() as folder:
        server, cert = serve_h2(run, folder, b"a page of h2\n")
        for args, version in ((), 2), (("--h1",), 1):
            p = run(*to(server.port(), "--tls", "--host", "localhost",
                        "--ca", cert, *args))
            p.wait_for(f"status 200, HTTP/{version}")
            p.finish()
            check(p.out == b"a page of h2\n", f"output {p.out!r}")
        server.stop()


def long_poll(run):
    p = run(*to(serve(), "--path", "/page", "--long-poll"))
    p.finish(1)  # HTTP/1 has nothing of the kind
    server = run("-p", "0", "--ms", "5", other="minimal-http-server-h2-long-poll")
    p = run(*to(server.port(), "--h2-prior-knowledge", "--long-poll"))
    p.wait_for("status 200, HTTP/2")
    p.wait_for_out(b"number 19\n")
    p.stop()
    want = b"".join(b"number %d\n" % n for n in range(20))
    check(p.out.startswith(want), f"output {p.out!r}")
    server.stop()


def minimal_http_client(run):
    port = serve()
    p = run(*to(port, "--path", "/page"))
    p.finish()
    check(p.out == b"a page\n", f"output {p.out!r}")
    p = run(*to(port, "--path", "/moved"))
    p.wait_for("redirect 302 to /page")
    p.finish()
    check(p.out == b"a page\n", f"output {p.out!r}")
    p = run(*to(port, "--path", "/moved", "--no-redirect"))
    p.wait_for("status 302")
    p.finish(1)
    p = run(*to(port, "--path", "/missing"))
    p.finish(1)
    check(p.out == b"nothing here\n", f"output {p.out!r}")
    p = run(*to(held_port())) # where nobody listens
    p.wait_for("no answer: conn fail: ECONNREFUSED")
    p.finish(1)
    if is_built("minimal-http-server-h2-long-poll"):
        long_poll(run)
        if is_built("minimal-http-server-tls"):
            page_over_h2(run)


def minimal_http_client_multi(run):
    port = serve()
    for args in ((), ("--post",), ("--pipeline",), ("-s", "1000")):
        Handler.requests.clear()
        p = run(*to(port, "-c", "20", *args))
        p.wait_for(r"Completed: OK \(0 failed\)")
        p.finish()
        check(len(Handler.requests) == 20, f"{len(Handler.requests)} requests")
        if "--post" in args:
            check(all(r[3] == b"hello" for r in Handler.requests), "bodies")
    if not (is_built("minimal-http-server-tls") and
            is_built("minimal-http-server-h2-long-poll")):
        return  # no TLS, or no HTTP/2
    with tempfile.TemporaryDirectory() as folder:
        server, _ = serve_h2(run, folder, b"a page\n")
        p = run("-p", str(server.port()), "-c", "20", "--tls", "-j", "--h2",
                "--pipeline")
        p.wait_for("20 streams, 1 connections")
        p.wait_for(r"Completed: OK \(0 failed\)")
        p.finish()
        server.stop()


def minimal_http_client_h2_rxflow(run):
    page = bytes(range(256)) * 300
    with tempfile.TemporaryDirectory() as folder:
        server, cert = serve_h2(run, folder, page)
        for credit in 1000, 20000:
            p = run("-p", str(server.port()), "--ca", cert, "-f", str(credit),
                    "--ms", "1")
            p.wait_for(f"status 200, the server may send {credit}")
            m = p.wait_for(r"(\d+) bytes, at most (\d+) at a time, "
                           r"credit given (\d+) times")
            p.finish()
            check(p.out == page, f"{len(p.out)} bytes of {len(page)}")
            total, most, times = map(int, m.groups())
            check(total == len(page) and most <= credit, m.group(0))
            check(times >= len(page) // credit, m.group(0))
        server.stop()


def parts_of(request):
    kind = request[2]["content-type"]
    check(kind.startswith("multipart/form-data; boundary="), kind)
    boundary = b"--" + kind.split('"')[1].encode()
    pieces = request[3].split(boundary)
    check(pieces[0] == b"" and pieces[-1] == b"--\r\n", f"ends {request[3]!r}")
    parts = []
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        check(content.endswith(b"\r\n"), f"part {piece!r}")
        parts.append((head.strip().decode(), content[:-2]))
    return parts


def minimal_http_client_post(run):
    port = serve()
    p = run(*to(port))
    p.finish()
    check(p.out == b"thank you\n", f"output {p.out!r}")
    parts = parts_of(Handler.requests.pop())
    check(parts[0] == ('Content-Disposition: form-data; name="text"',
                       b"my text field"), f"{parts}")
    check('filename="myfile.txt"' in parts[1][0] and
          parts[1][1] == b"This is the content of the file.\n", f"{parts}")

    readme = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "http-client.py")
    p = run(*to(port, "--form", "a=b c", "--form",
                f"f=@{readme};type=text/x-python;filename=x.py"))
    p.finish()
    request = Handler.requests.pop()
    check(int(request[2]["content-length"]) == len(request[3]), "length")
    parts = parts_of(request)
    check(parts[0][1] == b"b c", f"{parts[0]}")
    check('filename="x.py"' in parts[1][0] and "text/x-python" in parts[1][0],
          parts[1][0])
    with open(readme, "rb") as f:
        check(parts[1][1] == f.read(), "the file's content")


def make_cert(folder, file, name, *args):
    cert = os.path.join(folder, file + ".pem")
    key = os.path.join(folder, file + "-key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-days", "2", "-subj", f"/O=Test/CN={name}", "-addext",
                    f"subjectAltName=DNS:{name}", "-keyout", key, "-out",
                    cert, *args], check=True, stderr=subprocess.DEVNULL)
    return cert, key


def serve_h2(run, folder, page):
    """A server of ours with TLS and HTTP/2 that has one page; its certificate."""
    cert, key = make_cert(folder, "h2", "localhost")
    os.mkdir(os.path.join(folder, "mount-origin"))
    with open(os.path.join(folder, "mount-origin", "index.html"), "wb") as f:
        f.write(page)
    return run("-p", "0", "--cert", cert, "--key", key, cwd=folder,
               other="minimal-http-server-tls"), cert


def serve_tls(folder, name, *args):
    cert, key = make_cert(folder, "c", name, *args)
    server = Server(("127.0.0.1", 0), Handler)
    cx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cx.load_cert_chain(cert, key)
    server.socket = cx.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(cert) as f:
        der = ssl.PEM_cert_to_DER_cert(f.read())
    return server.server_address[1], cert, der


def minimal_http_client_certinfo(run):
    with tempfile.TemporaryDirectory() as folder:
        port, cert, der = serve_tls(folder, "a.example")
        p = run(*to(port, "--host", "a.example", "--ca", cert))
        p.finish()
        out = p.out.decode()
        for line in ("common name: a.example\n", "issuer: /O=Test/CN=a.example",
                     "verified: yes\n", " UTC\n",
                     f"({len(der)} bytes)\n", f"certificate: {der[:8].hex()}"):
            check(line in out, f"{line!r} in {out!r}")

        p = run(*to(port, "--host", "a.example"))
        p.wait_for("no answer: server's cert didn't look good, tls=invalidca")
        p.finish(1)
        p = run(*to(port, "--host", "a.example", "-j"))
        p.finish()
        check(b"verified: no\n" in p.out, f"{p.out!r}")
        p = run(*to(port, "--host", "b.example", "--ca", cert))
        p.wait_for("no answer: .*tls=hostname")
        p.finish(1)
        p = run(*to(port, "--host", "b.example", "--ca", cert, "-m"))
        p.finish()


def minimal_http_client_jit_trust(run):
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                        "contrib", "trust-blob")
    with tempfile.TemporaryDirectory() as folder:
        ca, ca_key = make_cert(folder, "ca", "Test CA")
        other, _ = make_cert(folder, "other", "Other CA")
        blob = os.path.join(folder, "trust.bin")
        subprocess.run([tool, "-o", blob, other, ca], check=True)
        port, _, _ = serve_tls(folder, "a.example", "-CA", ca, "-CAkey", ca_key,
                               "-addext", "basicConstraints=critical,CA:FALSE",
                               "-addext", "authorityKeyIdentifier=keyid")
        p = run(*to(port, "--host", "a.example", "--trust", blob))
        p.wait_for("asked for [0-9a-f]{40}: trusted")
        p.wait_for("attempt 1: .*tls=invalidca")
        p.wait_for("attempt 2: status 200")
        p.finish()

        subprocess.run([tool, "-o", blob, other], check=True)
        p = run(*to(port, "--host", "a.example", "--trust", blob))
        p.wait_for("asked for [0-9a-f]{40}: not trusted")
        p.wait_for("attempt 3: .*tls=invalidca")
        p.finish(1)
        p = run(*to(port, "--trust", os.path.join(folder, "absent")))
        p.wait_for("cannot read")
        p.finish(1)


def minimal_http_client_custom_headers(run):
    port = serve()
    p = run(*to(port, "--path", "/own"))
    p.wait_for("x-their-own: their value")
    p.finish()
    sent = Handler.requests.pop()[2]
    check(sent["x-lws-example"] == "lws-test-value", f"{sent}")
    check(sent["dnt"] == "1", f"{sent}")


def minimal_http_client_hugeurl(run):
    port = serve()
    for size in 2048, 60000:
        p = run(*to(port, "--path", "/page", "-s", str(size)))
        p.finish()
        check(p.out == b"a page\n", f"output {p.out!r}")
        path = Handler.requests.pop()[1]
        check(len(path) == len("/page?") + size, f"{len(path)} bytes")
    p = run(*to(port, "-s", "70000"))
    p.wait_for("no answer: HS: the request does not fit")
    p.finish(1)


def minimal_http_client_post_form(run):
    port = serve()
    p = run(*to(port))
    p.finish()
    check(p.out == b"thank you\n", f"output {p.out!r}")
    _, path, headers, body = Handler.requests.pop()
    check(headers["content-type"] == "application/x-www-form-urlencoded",
          f"{headers}")
    fields = urllib.parse.parse_qs(body.decode())
    check(fields == {"text": ["some text & more"],
                     "send": ["Send the form"]}, f"{fields}")


def minimal_http_client_attach(run):
    port = serve()
    p = run(*to(port, "--path", "/page"))
    p.finish()
    check(p.out == b"a page\na page\n", f"output {p.out!r}")
    p = run(*to(port, "--path", "/missing"))
    p.finish(1)


def minimal_http_client_captive_portal(run):
    port = serve()
    p = run(*to(port, "--path", "/generate_204"))
    p.wait_for("this is the internet")
    p.wait_for("operational")
    p.finish()
    p = run(*to(port, "--path", "/moved"))
    p.wait_for("sent to /page")
    p.wait_for("a captive portal")
    p.finish(1)
    p = run(*to(port, "--path", "/page"))
    p.wait_for("a captive portal")
    p.finish(1)


example.main(vars())
