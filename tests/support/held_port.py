# SPDX-License-Identifier: MIT
"""Numbers of ports for servers that cannot choose one and say which."""

import socket

HELD = []


def held_port(host="127.0.0.1"):
    """A port that is ours while we live: bound, so that nobody else is given
    it, and not listening, so that who connects is refused until a server that
    sets SO_REUSEADDR listens there."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((host, 0))
    HELD.append(s)
    return s.getsockname()[1]
