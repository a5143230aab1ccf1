"""Serves a WSGI app in a thread of this process, for webhooks to come to."""

import inspect
import threading
from socketserver import ThreadingMixIn
from typing import Any, Callable, Iterable, Tuple
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from .connection import PlotonMockError

#: Where a handler is asked when nobody says otherwise.
WEBHOOK_PATH = "/webhook"
WsgiApp = Callable[[Any, Any], Iterable[bytes]]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128  # a burst of webhooks is not refused


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(app: WsgiApp, path: str) -> Tuple[str, Callable[[], None]]:
    """The URL of `path` on a free port, and what ends it."""
    if not callable(app) or inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(getattr(app, "__call__", None)):
        raise PlotonMockError(
            400,
            "bad_option",
            f"{app!r} is no WSGI app. Run an ASGI app with its own server (uvicorn), and give webhook.set(url=…).",
        )
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True, name="ploton-mock webhook")
    thread.start()

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return f"http://127.0.0.1:{server.server_port}/{path.lstrip('/')}", close
