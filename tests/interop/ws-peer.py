#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The end of python3-websockets; ws-echo.c says who does what.

  ws-peer.py server        says "port N"
  ws-peer.py client PORT   goes through it all, says "ok"
"""
import asyncio
import os
import ssl
import sys

import websockets
from websockets.extensions import permessage_deflate

PEM = os.environ.get("INTEROP_PEM")
PMD = os.environ.get("INTEROP_PMD")
MEGABYTE = bytes((n * 7 >> 3) & 255 for n in range(1 << 20))


def deflate(factory):
    """how they are told of permessage-deflate"""
    if PMD is None:
        return {}
    names = {}
    for item in filter(None, (s.strip() for s in PMD.split(";"))):
        name, _, value = item.partition("=")
        names[name] = int(value) if value else True
    return {"compression": None, "extensions": [factory(**names)]}


def client_deflate():
    return deflate(permessage_deflate.ClientPerMessageDeflateFactory)


async def serve_one(ws, path=None):
    try:
        async for message in ws:
            if isinstance(message, str) and message.startswith("close "):
                _, code, reason = message.split(" ", 2)
                await ws.close(int(code), reason)
            elif message == "ping":
                asyncio.ensure_future(ping(ws))
            else:
                await ws.send(message)
    except websockets.ConnectionClosed:
        pass
    print("closed", ws.close_code, ws.close_reason, flush=True)


async def ping(ws):
    await (await ws.ping("are you there"))
    await ws.send("pong ok")


def server_tls():
    if not PEM:
        return None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PEM)
    return tls


def client_tls():
    return ssl.create_default_context(cafile=PEM) if PEM else None


async def server():
    async with websockets.serve(serve_one, "127.0.0.1", 0, max_size=None,
                                subprotocols=["other", "echo"],
                                ssl=server_tls(), **deflate(
            permessage_deflate.ServerPerMessageDeflateFactory)) as s:
        print("port", s.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def echo(ws, message):
    await ws.send(message)
    wanted = "".join(message) if isinstance(message, list) else message
    got = await ws.recv()
    assert got == wanted, "another message than sent"


async def with_pings_between(ws):
    """fragments, and a control frame behind each"""
    async def parts():
        for part in ("one ", "two ", "three"):
            yield part
            await ws.ping()
    await ws.send(parts())
    assert await ws.recv() == "one two three"


async def closes_as_it_is_told(url, tls, code, reason):
    async with websockets.connect(url, ssl=tls, **client_deflate()) as ws:
        await ws.send("close %d %s" % (code, reason))
        try:
            await ws.recv()
            raise AssertionError("not closed")
        except websockets.ConnectionClosed:
            assert (ws.close_code, ws.close_reason) == (code, reason)


async def client(port):
    tls = client_tls()
    url = "%s://127.0.0.1:%s/" % ("wss" if tls else "ws", port)
    for code in (1000, 1001, 1003, 1008, 1011, 3000, 3999, 4000, 4999):
        await closes_as_it_is_told(url, tls, code, "r\u00e9ason %d" % code)
    async with websockets.connect(url, max_size=None, ssl=tls,
                                  subprotocols=["nobody's", "echo"],
                                  **client_deflate()) as ws:
        assert PMD is None or ws.extensions
        assert ws.subprotocol == "echo"
        await with_pings_between(ws)
        await echo(ws, MEGABYTE * 8)
        await echo(ws, "h\u00e9llo \u20ac")
        await echo(ws, "")
        await echo(ws, MEGABYTE[:256])
        await echo(ws, ["one ", "two ", "three"])
        await (await ws.ping("hello?"))
        await echo(ws, MEGABYTE)
        await echo(ws, "x" * (1 << 20))
        await ws.send("ping")
        assert await ws.recv() == "pong ok"
        await ws.send("close 4003 later")
        try:
            await ws.recv()
            raise AssertionError("not closed")
        except websockets.ConnectionClosed:
            assert (ws.close_code, ws.close_reason) == (4003, "later")
    async with websockets.connect(url, ssl=tls, **client_deflate()) as ws:
        await ws.close(4001, "done")
        assert (ws.close_code, ws.close_reason) == (4001, "done")
    print("ok", flush=True)


if sys.argv[1] == "server":
    asyncio.run(server())
else:
    asyncio.run(client(sys.argv[2]))
