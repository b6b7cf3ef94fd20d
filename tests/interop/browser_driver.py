# SPDX-License-Identifier: MIT
"""Headless Chromium by way of chromedriver, in plain WebDriver requests
(https://www.w3.org/TR/webdriver2/), and the server that it talks to."""

import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))
from held_port import held_port  # noqa: E402

PATIENCE = 100  # seconds until something that should happen has not
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver s12.1
FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-quic
    --no-first-run --disable-background-networking --disable-component-update
    --disable-sync --disable-dev-shm-usage --disable-background-timer-throttling
    --disable-renderer-backgrounding --disable-backgrounding-occluded-windows
    --window-size=1200,900 --force-prefers-reduced-motion""".split()


def chromium():
    """paths of chromium and chromedriver; None for what is not there"""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    return browser, shutil.which("chromedriver")


def read_until(stream, pattern):
    """the first match in the lines of a starting program's output"""
    for line in stream:
        found = re.search(pattern, line)
        if found:
            return found
    raise AssertionError(f"the program ended and never said {pattern}")


def wait_for(what, get, is_good=bool):
    """the first good value of get(); says what it waited for otherwise"""
    deadline = time.monotonic() + PATIENCE
    while True:
        value = get()
        if is_good(value):
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: still {value!r} after {PATIENCE} s")
        time.sleep(0.03)


class Browser:
    """one session; a method per thing a test does"""

    def __init__(self, out):
        binary, driver = chromium()
        self.profile = os.path.join(out, "profile")
        self.out = out
        shutil.rmtree(self.profile, ignore_errors=True)
        self.driver = subprocess.Popen(
            [driver, "--port=0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        self.session = None
        try:
            port = read_until(self.driver.stdout, r"successfully on port (\d+)")[1]
            self.link = http.client.HTTPConnection("127.0.0.1", int(port),
                                                   timeout=PATIENCE)
            reply = self.request("POST", "/session", {"capabilities": {
                "alwaysMatch": {
                    "browserName": "chrome", "acceptInsecureCerts": True,
                    "goog:loggingPrefs": {"browser": "ALL"},
                    "goog:chromeOptions": {
                        "binary": binary,
                        "args": FLAGS + [f"--user-data-dir={self.profile}"],
                    }}}})
            self.session = reply["sessionId"]
        except BaseException:
            self.close()
            raise

    def close(self):
        try:
            if self.session:
                self.request("DELETE", f"/session/{self.session}")
        finally:
            # chromedriver and what it started; we made the group
            os.killpg(self.driver.pid, signal.SIGTERM)
            self.driver.wait()
            self.driver.stdout.close()
            shutil.rmtree(self.profile, ignore_errors=True)

    def request(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        self.link.request(method, path, text,
                          {"content-type": "application/json"})
        answer = self.link.getresponse()
        value = json.loads(answer.read())["value"]
        if answer.status != 200:
            raise AssertionError(f"{path}: {value['error']}: {value['message']}")
        return value

    def call(self, command, **body):
        return self.request("POST", f"/session/{self.session}/{command}", body)

    def go(self, url):
        self.call("url", url=url)

    def run(self, script, *args):
        return self.call("execute/sync", script=script, args=list(args))

    def text(self, element_id):
        return self.run("return document.getElementById(arguments[0])"
                        ".textContent.trim()", element_id)

    def element(self, element_id):
        return self.call("element", using="css selector",
                         value=f"#{element_id}")[ELEMENT]

    def click(self, element_id):
        self.call(f"element/{self.element(element_id)}/click")

    def actions(self, kind, steps, pointer="mouse"):
        source = {"type": kind, "id": f"{kind}-{pointer}", "actions": steps}
        if kind == "pointer":
            source["parameters"] = {"pointerType": pointer}
        self.call("actions", actions=[source])

    def keys(self, *keys):
        self.actions("key", [{"type": kind, "value": key} for key in keys
                             for kind in ("keyDown", "keyUp")])

    def windows(self):
        return self.request("GET", f"/session/{self.session}/window/handles")

    def new_window(self):
        return self.call("window/new", type="window")["handle"]

    def switch(self, handle):
        self.call("window", handle=handle)

    def close_window(self):
        self.request("DELETE", f"/session/{self.session}/window")

    def complaints(self):
        """what the console has complained of since it was last asked"""
        return [entry["message"] for entry in self.call("se/log", type="browser")
                if entry["level"] == "SEVERE"]

    def cdp(self, command, **params):
        return self.call("goog/cdp/execute", cmd=command, params=params)

    def screenshot(self, name):
        """the whole page, into the build folder"""
        image = self.cdp("Page.captureScreenshot", format="png",
                         captureBeyondViewport=True)
        path = os.path.join(self.out, f"browser-{name}.png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(image["data"]))


class Server:
    """lws-test-server over http and https, on ports of ours"""

    def __init__(self, program, www, out):
        cert = [os.path.join(out, name) for name in ("cert.pem", "key.pem")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-out", cert[0], "-keyout", cert[1]],
            check=True, stderr=subprocess.DEVNULL)
        self.command = [program, "--resource-path", www,
                        "--cert", cert[0], "--key", cert[1]]
        self.log = open(os.path.join(out, "server.log"), "w", encoding="utf8")
        self.process = None
        self.ports = [str(held_port("")) for _ in range(2)]

    def start(self, with_tls=True):
        command = self.command + ["--port", self.ports[0]]
        if with_tls:
            command += ["--ssl-port", self.ports[1]]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        for scheme, port in zip(["http", "https"] if with_tls else ["http"], self.ports):
            read_until(self.process.stdout, f"{scheme}://localhost:{port}/")
        self.http = f"http://localhost:{self.ports[0]}/"
        self.https = f"https://localhost:{self.ports[1]}/"

    def stop(self):
        """the exit status; the ports stay ours for the next start()"""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = f"did not end within {PATIENCE} s"
        self.process.stdout.close()
        return status
