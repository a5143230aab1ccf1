"""A Python suite, standard library only, that knows Ploton's environment and nothing of Node."""

import hashlib
import hmac
import json
import os
import threading
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity"


def call(method, url, body=None):
    headers = {"Authorization": "Bearer " + os.environ["PLOTON_API_KEY"], "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
        return json.load(answer)


class Handler(BaseHTTPRequestHandler):
    weather = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secret = os.environ["PLOTON_WEBHOOK_SECRET"].encode()
        expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
        is_signed = hmac.compare_digest(expected, self.headers.get("X-Ploton-Signature", ""))
        if is_signed:
            event = json.loads(body)
            Handler.weather[event["task_id"]] = event["data"]
        self.send_response(200 if is_signed else 401)
        self.end_headers()

    def log_message(self, *args):
        pass


class WeatherTest(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        url = "http://127.0.0.1:%d/webhook" % self.server.server_port
        call("PUT", os.environ["PLOTON_MOCK_URL"] + "/_mock/webhook", {"url": url})

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_the_weather_arrives_signed(self):
        task = call("POST", os.environ["PLOTON_BASE_URL"] + "/tasks", {"prompt": PROMPT})
        call("POST", os.environ["PLOTON_MOCK_URL"] + "/_mock/clock/advance", {"by": "3s"})
        self.assertEqual(Handler.weather[task["id"]]["temperature"], "62°F")


if __name__ == "__main__":
    unittest.main()
