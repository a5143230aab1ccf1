"""An app that asks Ploton for the weather: it creates tasks, polls them, and keeps what the webhooks bring."""

import hashlib
import hmac
import json
import time
import urllib.request
from typing import Optional

PROMPT = "Look up the current weather in {} and return temperature, conditions, and humidity"


class Weather:
    """Give it what the environment holds: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET."""

    def __init__(self, base_url: str, api_key: str, webhook_secret: str):
        self.base_url = base_url
        self.api_key = api_key
        self.secret = webhook_secret.encode()
        self.reports = {}
        self.handled = set()  # in production: a unique column, written in one transaction with the report

    def ask(self, city: str) -> str:
        """Starts a task, and gives its id; the report comes by webhook."""
        return self._call("POST", "/tasks", {"prompt": PROMPT.format(city)})["id"]

    def ask_and_poll(self, city: str, every: float = 1.0) -> dict:
        """Starts a task, and asks for it again until it has finished."""
        task = self._call("POST", "/tasks", {"prompt": PROMPT.format(city)})
        while task["status"] not in ("complete", "failed", "cancelled"):
            time.sleep(every)
            task = self._call("GET", f"/tasks/{task['id']}")
        return task

    def receive(self, body: bytes, signature: str) -> int:
        """Takes a webhook; gives the status to answer with."""
        expected = hmac.new(self.secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), expected.encode()):
            return 401
        event = json.loads(body)
        if event["event"] == "task.complete" and signature not in self.handled:
            self.reports[event["task_id"]] = event["data"]
        self.handled.add(signature)
        return 200

    def webhook(self, environ, start_response):
        """The endpoint as a WSGI app; in Flask or Django, a route that calls `receive`."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status = self.receive(body, environ.get("HTTP_X_PLOTON_SIGNATURE", ""))
        start_response("200 OK" if status == 200 else "401 Unauthorized", [("Content-Length", "0")])
        return []

    def _call(self, method: str, path: str, body: Optional[dict] = None) -> dict:
        request = urllib.request.Request(
            self.base_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)
