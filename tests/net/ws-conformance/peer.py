#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""python3-websockets as the peer that is tested: sends back what it gets, and
ends when its input does.

  peer.py server        says "port N"
  peer.py client PORT   connects again and again
"""
import asyncio
import logging
import os
import sys
import threading

import websockets
from websockets.extensions import permessage_deflate as pmd

MAX = 64 << 20
LIMITS = {"max_size": MAX, "max_queue": None, "ping_interval": None,
          "close_timeout": 1}


async def echo(ws, _path=None):
    try:
        async for message in ws:
            await ws.send(message)
    except websockets.ConnectionClosed:
        pass


async def server():
    factory = pmd.ServerPerMessageDeflateFactory()
    async with websockets.serve(echo, "127.0.0.1", 0, compression=None,
                                extensions=[factory], **LIMITS) as s:
        print("port", s.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


async def client(port):
    factory = pmd.ClientPerMessageDeflateFactory(client_max_window_bits=True)
    while True:
        try:
            async with websockets.connect(f"ws://127.0.0.1:{port}/",
                                          compression=None,
                                          extensions=[factory],
                                          **LIMITS) as ws:
                await echo(ws)
        except (OSError, ValueError, websockets.WebSocketException):
            pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


logging.disable(logging.CRITICAL)
threading.Thread(target=end_with_input, daemon=True).start()
if sys.argv[1] == "server":
    asyncio.run(server())
else:
    asyncio.run(client(sys.argv[2]))
