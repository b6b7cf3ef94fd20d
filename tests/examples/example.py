# SPDX-License-Identifier: MIT
"""Runs an example and reads what it says.

A test script defines one function per example and ends with example.main():
it is called as   <script> <example> <program> <folder of the example>.
Nothing here sleeps: whoever waits, waits for a line, a byte or an end.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))
from held_port import held_port  # noqa: E402


class Failed(Exception):
    pass


def check(is_true, what):
    if not is_true:
        raise Failed(what)


class Program:
    """A running example.  What it logs (stderr) is passed on and kept."""

    def __init__(self, path, folder, *args, stdin=subprocess.DEVNULL):
        self.log = []
        self.news = threading.Condition()
        self.ended = False
        self.process = subprocess.Popen([path, *args], cwd=folder, stdin=stdin,
                                        stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.out = b""
        self.readers = [threading.Thread(target=self._read_log),
                        threading.Thread(target=self._read_out)]
        for t in self.readers:
            t.daemon = True
            t.start()

    def _read_log(self):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace")
            sys.stderr.write(line)
            with self.news:
                self.log.append(line)
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def _read_out(self):
        for piece in iter(lambda: self.process.stdout.read1(65536), b""):
            with self.news:
                self.out += piece
                self.news.notify_all()

    def wait_for(self, pattern):
        """The match of the first line that has the pattern."""
        seen = 0
        with self.news:
            while True:
                for line in self.log[seen:]:
                    m = re.search(pattern, line)
                    if m:
                        return m
                seen = len(self.log)
                if self.ended:
                    raise Failed(f"it ended without saying: {pattern}")
                self.news.wait()

    def wait_for_out(self, piece):
        """Until it has written this."""
        with self.news:
            while piece not in self.out:
                if self.ended:
                    raise Failed(f"it ended without writing: {piece!r}")
                self.news.wait()

    def port(self, name="localhost"):
        """The port that the example says it listens on."""
        return int(self.wait_for(rf"://{name}:(\d+)/").group(1))

    def finish(self, code=0):
        """Waits for its end, which must be with that exit code."""
        ended_with = self.process.wait()
        for t in self.readers:
            t.join()
        check(ended_with == code, f"exit code {ended_with} instead of {code}")

    def stop(self):
        """Ends it as a user or systemd would."""
        self.process.send_signal(signal.SIGTERM)
        self.finish()
        self.wait_for("Completed: OK")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def listen():
    """A listener, whose port refuses when it is closed: nobody else has it."""
    return socket.create_server(("127.0.0.1", held_port()))


class Peer:
    """The other end of a TCP connection."""

    def __init__(self, port, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port))

    def send(self, data):
        self.socket.sendall(data)

    def read(self, count):
        """Exactly so many bytes."""
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            check(piece, f"the connection ended after {data!r}")
            data += piece
        return data

    def read_all(self):
        """What comes until the end of the connection."""
        data = b""
        while True:
            piece = self.socket.recv(65536)
            if not piece:
                return data
            data += piece

    def close(self):
        self.socket.close()


def beside(other):
    """The program of another example."""
    return os.path.join(os.path.dirname(sys.argv[2]), "lws-" + other)


def is_built(other):
    return os.path.exists(beside(other))


def main(tests):
    """tests: what vars() of the script has; the example's name, '-' being '_',
    is the function to call with a way to run it."""
    name, path, folder = sys.argv[1:4]
    started = []

    def run(*args, cwd=folder, other=None, **kw):
        """other: another example to run, which is built beside this one"""
        program = Program(beside(other) if other else path, cwd, *args, **kw)
        started.append(program)
        return program

    try:
        tests[name.replace("-", "_")](run)
    except Failed as e:
        print(f"FAIL: {name}: {e}")
        sys.exit(1)
    finally:
        for program in started:
            program.kill()
    print(f"PASS: {name}")
