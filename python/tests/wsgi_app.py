"""A webhook handler as a WSGI app: it keeps what it was sent, and answers as it is told."""

import json

from ploton_mock import verify_signature


class Handler:
    def __init__(self, secret):
        self.secret = secret
        self.status = 200
        self.events = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        genuine = verify_signature(body, environ.get("HTTP_X_PLOTON_SIGNATURE"), self.secret)
        if genuine:
            self.events.append(json.loads(body))
        start_response(f"{self.status if genuine else 401} Said", [("Content-Length", "0")])
        return []
