"""Steers a running ploton-mock: its control API, and nothing but the standard library."""

import json
import os
import urllib.request


class Mock:
    """The mock at PLOTON_MOCK_URL, as the account of a key; without a key, as the one that all other keys reach."""

    def __init__(self, api_key: str | None = None):
        self.api_key = api_key

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        headers = {"Content-Type": "application/json"}
        if self.api_key is not None:
            headers["Authorization"] = f"Bearer {self.api_key}"
        request = urllib.request.Request(
            os.environ["PLOTON_MOCK_URL"] + "/_mock" + path,
            method=method,
            data=None if method == "GET" else json.dumps(body or {}).encode(),
            headers=headers,
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def advance(self, by: str) -> None:
        """Plays all that falls due within `by` ("3s", "24h"); returns when the webhook has been answered."""
        self.call("POST", "/clock/advance", {"by": by})
