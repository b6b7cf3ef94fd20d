# SPDX-License-Identifier: MIT
"""The end of a WebSocket server that ends with its input."""

import threading

PATIENCE = 100  # seconds that only a hang lasts
GOODBYE = "closed 4001 done"


def last_words(server, client):
    """The lines that a server says until its end.  When the client is content,
    its goodbye is on its way: the input ends behind that, not before."""
    limit = threading.Timer(PATIENCE, server.kill)
    limit.start()
    said = []
    if client.returncode == 0:
        for line in server.stdout:
            said.append(line.rstrip("\n"))
            if said[-1] == GOODBYE:
                break
    server.stdin.close()
    said += server.stdout.read().splitlines()
    server.wait()
    limit.cancel()
    return said
