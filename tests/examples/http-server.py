#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The examples of minimal-examples/http-server, seen from a client."""

import http.client
import os
import ssl
import subprocess
import tempfile

import example
from example import Peer, check


def get(port, path, **headers):
    """One request on a connection of its own: status, headers, body."""
    c = http.client.HTTPConnection("127.0.0.1", port)
    c.request("GET", path, headers={k.replace("_", "-"): v
                                    for k, v in headers.items()})
    r = c.getresponse()
    body = r.read()
    c.close()
    return r.status, r.headers, body


def minimal_http_server(run):
    server = run("-p", "0")
    port = server.port()

    status, headers, body = get(port, "/")
    check(status == 200, f"status {status}")
    check(headers["content-type"] == "text/html", "the type of index.html")
    check(b"It works" in body, "index.html")

    status, _, body = get(port, "/", if_none_match=headers["etag"])
    check((status, body) == (304, b""), "not sent again while it is the same")

    # two requests on one connection
    c = http.client.HTTPConnection("127.0.0.1", port)
    for path, kind in (("/index.html", "text/html"), ("/style.css", "text/css")):
        c.request("GET", path)
        r = c.getresponse()
        check(r.status == 200 and r.headers["content-type"] == kind, path)
        check(len(r.read()) == int(r.headers["content-length"]), path)
    c.request("HEAD", "/")
    r = c.getresponse()
    check(r.status == 200 and not r.read(), "HEAD")
    c.close()

    status, headers, _ = get(port, "/not-there")
    check(status == 302 and headers["location"] == "/404.html", "404 page")
    status, _, body = get(port, "/404.html")
    check(status == 404 and b"Nothing here" in body, "the 404 page is there")

    # nothing outside the folder: main.c is one up from the mount
    for path in ("/../main.c", "/%2e%2e/main.c", "/..%2fmain.c", "/.hidden"):
        p = Peer(port)
        p.send(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        answer = p.read_all()
        p.close()
        check(answer.startswith(b"HTTP/1.") and b" 200 " not in answer[:20],
              f"{path} is refused")
        check(b"lws_create_context" not in answer, f"{path} shows nothing")

    # it ends although somebody is in the middle of a request
    p = Peer(port)
    p.send(b"GET / HTTP/1.1\r\nHo")
    server.stop()
    try:
        check(p.read_all() == b"", "and the connection with it")
    except ConnectionResetError:
        pass # what it had not read yet was still there


def minimal_http_server_dynamic(run):
    server = run("-p", "0")
    port = server.port()

    status, headers, body = get(port, "/dyn/some/thing?lines=3")
    check(status == 200, f"status {status}")
    check(headers["content-type"].startswith("text/plain"), "type")
    check(body == b"You asked for /some/thing\nline 1 of 3\nline 2 of 3\n"
                  b"line 3 of 3\n", f"body {body!r}")

    # far more than one piece, and than a socket takes at once
    body = get(port, "/dyn/?lines=200000")[2]
    lines = body.decode().split("\n")
    check(len(lines) == 200002 and lines[200000] == "line 200000 of 200000",
          "a long answer is complete")
    check(lines[1:200001] == [f"line {n} of 200000" for n in range(1, 200001)],
          "and in order")

    # a client that goes away in the middle is not the others' concern
    p = Peer(port)
    p.send(b"GET /dyn/?lines=1000000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    p.read(1000)
    p.close()
    check(b"Made on demand" in get(port, "/")[2], "files next to it")
    server.stop()


def minimal_http_server_multivhost(run):
    server = run("-p", "0", "--other-port", "0")
    server.wait_for("ready")
    shared, own = server.port("localhost1"), server.port("localhost3")
    check(server.port("localhost2") == shared, "two share a port")
    check(own != shared, "one has its own")

    for port, host, vhost in ((shared, "localhost1", 1), (shared, "localhost2", 2),
                              (shared, "LOCALHOST2:80", 2),
                              (shared, "localhost3", 1), (shared, "who.else", 1),
                              (own, "localhost3", 3), (own, "localhost1", 3)):
        body = get(port, "/", Host=host)[2].decode()
        check(f"Vhost localhost{vhost}" in body,
              f"Host: {host} is served by localhost{vhost}")
    server.stop()


def make_certificate(folder):
    """As the example's README tells."""
    cert, key = os.path.join(folder, "c.pem"), os.path.join(folder, "k.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-days", "36500", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                    "-out", cert], check=True, stderr=subprocess.DEVNULL)
    return cert, key


def minimal_http_server_tls(run):
    with tempfile.TemporaryDirectory() as folder:
        cert, key = make_certificate(folder)
        server = run("-p", "0", "-r", "--sts", "--cert", cert, "--key", key)
        port = server.port()

        c = http.client.HTTPSConnection("localhost", port,
                                        context=ssl.create_default_context(
                                            cafile=cert))
        for _ in range(2):
            c.request("GET", "/")
            r = c.getresponse()
            body = r.read()
            check(r.status == 200, f"status {r.status}")
            check(b"It works, privately" in body, "index.html")
            check("strict-transport-security" in r.headers, "--sts")
        c.close()

        status, headers, _ = get(port, "/style.css?a=b", Host="localhost:1")
        check((status, headers["location"]) ==
              (301, "https://localhost:1/style.css?a=b"),
              "plain http is sent to https")
        server.stop()

        broken = run("-p", "0", "--cert", key, "--key", key)
        broken.finish(1)
        broken.wait_for("lws init failed")


def https_get(port, cert, path="/"):
    c = http.client.HTTPSConnection("localhost", port,
                                    context=ssl.create_default_context(
                                        cafile=cert))
    c.request("GET", path)
    r = c.getresponse()
    body = r.read()
    c.close()
    return r.status, body


def minimal_http_server_tls_80(run):
    with tempfile.TemporaryDirectory() as folder:
        cert, key = make_certificate(folder)
        server = run("-p", "0", "--http-port", "0", "--cert", cert,
                     "--key", key)
        port = server.port()
        plain = int(server.wait_for(r"http://localhost:(\d+)/").group(1))

        for path in ("/", "/style.css?a=b"):
            status, headers, _ = get(plain, path)
            check((status, headers["location"]) ==
                  (301, f"https://localhost:{port}/"),
                  f"{path} is sent to https: {status} {headers['location']}")
        status, body = https_get(port, cert)
        check(status == 200 and b"wherever you asked" in body, "index.html")

        # the https port has no use for plain http here
        p = Peer(port)
        p.send(b"GET / HTTP/1.0\r\n\r\n")
        try:
            check(not p.read_all().startswith(b"HTTP"), "no http on it")
        except ConnectionResetError:
            pass
        p.close()
        server.stop()


def minimal_http_server_tls_mem(run):
    with tempfile.TemporaryDirectory() as folder:
        cert, key = make_certificate(folder)
        cert_der = os.path.join(folder, "c.der")
        key_der = os.path.join(folder, "k.der")
        locked = os.path.join(folder, "locked.pem")
        for argv in (("x509", "-in", cert, "-outform", "DER", "-out", cert_der),
                     ("pkey", "-in", key, "-outform", "DER", "-out", key_der),
                     ("pkey", "-in", key, "-aes256", "-passout",
                      "pass:sesame", "-out", locked)):
            subprocess.run(["openssl", *argv], check=True,
                           stderr=subprocess.DEVNULL)
        for args in (("--cert", cert, "--key", key),
                     ("--cert", cert_der, "--key", key_der),
                     ("--cert", cert, "--key", locked, "--password",
                      "sesame")):
            server = run("-p", "0", *args)
            status, body = https_get(server.port(), cert)
            check(status == 200 and b"from memory" in body, f"{args}: {body}")
            server.stop()
        for args in (("--cert", cert, "--key", locked),
                     ("--cert", key, "--key", key),
                     ("--cert", os.path.join(folder, "none"), "--key", key)):
            broken = run("-p", "0", *args)
            broken.finish(1)
            broken.wait_for("lws init failed")


if __name__ == "__main__":
    example.main(vars())
