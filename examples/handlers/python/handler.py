"""A webhook handler for Ploton with Python's standard library. Run: PLOTON_WEBHOOK_SECRET=whsec_... python3 handler.py"""

import hashlib
import hmac
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("PLOTON_WEBHOOK_SECRET", "")
LIMIT = 8 * 1024 * 1024

handled = set()  # in production: a unique column, written in the same transaction as the effect
effects = 0
lock = threading.Lock()


def is_signed(body: bytes, headers: list[str], secret: str) -> bool:
    """True when there is one signature header, and it is the signature of these bytes."""
    if len(headers) != 1:
        return False
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    # As bytes: compare_digest raises TypeError on text that is not ASCII.
    return hmac.compare_digest(headers[0].encode("utf-8", "surrogateescape"), expected.encode())


def handle(event: dict) -> None:
    """Your work goes here. Ignore the events you don't need."""
    global effects
    effects += 1
    print(event.get("event"), event.get("task_id"), flush=True)


def receive(body: bytes, headers: list[str]) -> int:
    """What to answer to a request with this body."""
    if not is_signed(body, headers, SECRET):
        return 401
    try:
        event = json.loads(body)
    except ValueError:
        return 400
    with lock:
        # An event that is sent again has the same bytes, hence the same signature.
        if headers[0] not in handled:
            handle(event)
            handled.add(headers[0])
    return 200


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path != "/webhook":
            return self.answer(404)
        length = int(self.headers.get("Content-Length", 0))
        if length > LIMIT:
            return self.answer(413)
        body = self.rfile.read(length)
        self.answer(receive(body, self.headers.get_all("X-Ploton-Signature", [])))

    def do_GET(self):
        self.answer(200, str(effects)) if self.path == "/effects" else self.answer(404)

    def answer(self, status: int, text: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # the default, 5, turns away events that arrive together


if __name__ == "__main__":
    if not SECRET:
        raise SystemExit("Set PLOTON_WEBHOOK_SECRET")
    server = Server(("localhost", int(os.environ.get("PORT", 3000))), Handler)
    print(f"listening on http://localhost:{server.server_port}/webhook", flush=True)
    server.serve_forever()
