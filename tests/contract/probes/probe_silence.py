# SPDX-License-Identifier: MIT
"""What came from a process until it fell silent, for the wire probes."""

import socket

LONG = 100  # seconds that only a hang lasts


def has_work(pid):
    """The process runs, or waits for its turn to: its silence says nothing yet."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as f:
            return f.read().rpartition(")")[2].split()[0] in "RD"
    except OSError:
        return False


def receive(s, pid, quiet=0.25):
    """What comes until the end, or until a process with nothing to do has been silent."""
    data, how, is_last = b"", "still open", False
    s.settimeout(quiet)
    while True:
        try:
            got = s.recv(65536)
        except (socket.timeout, BlockingIOError):
            if is_last:
                break
            is_last = not has_work(pid)  # what it did before that is there by now
            s.settimeout(0 if is_last else quiet)
            continue
        except OSError:
            how = "reset"
            break
        if not got:
            how = "closed"
            break
        data += got
    s.settimeout(LONG)
    return data, how
