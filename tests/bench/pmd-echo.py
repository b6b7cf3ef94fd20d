#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""python3-websockets as a server that compresses and sends back:
pmd-echo.py PORT"""
import asyncio
import signal
import sys

import websockets


async def echo(ws, _path=None):
    try:
        async for message in ws:
            await ws.send(message)
    except websockets.ConnectionClosed:
        pass


async def main():
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with websockets.serve(echo, "127.0.0.1", int(sys.argv[1]),
                                subprotocols=["echo"], ping_interval=None):
        await end.wait()

asyncio.run(main())
