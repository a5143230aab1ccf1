"""One mock for all workers of pytest-xdist: the controller, which outlives them, starts it when the first of them asks."""

import json
import secrets
import threading
from multiprocessing.connection import Client, Listener
from typing import Any, Callable, Dict, Optional, Tuple, cast

from .client import PlotonMock
from .connection import PlotonMockError


class Offer:
    """Listens on a loopback port of the controller; `ticket` is what a worker needs to ask."""

    def __init__(self, start: Callable[[], PlotonMock]):
        self._start = start
        self._mock: Optional[PlotonMock] = None
        key = secrets.token_hex(16)
        self._listener = Listener(("127.0.0.1", 0), backlog=64, authkey=bytes.fromhex(key))
        host, port = cast(Tuple[str, int], self._listener.address)
        self.ticket = {"host": host, "port": port, "key": key}
        self._thread = threading.Thread(target=self._answer, daemon=True, name="ploton-mock sharing")
        self._thread.start()

    def _answer(self) -> None:
        """One worker after the other, so that one of them starts it and the others find it."""
        while True:
            try:
                with self._listener.accept() as worker:
                    if not worker.recv_bytes():
                        return
                    worker.send_bytes(json.dumps(self._told()).encode())
            except (OSError, EOFError):
                continue  # A worker that is gone already.

    def _told(self) -> Dict[str, Any]:
        try:
            self._mock = self._mock or self._start()
            return {"url": self._mock.url}
        except PlotonMockError as error:
            return {"error": [error.status, error.code, error.message]}

    def close(self) -> None:
        with _dial(self.ticket) as line:
            line.send_bytes(b"")
        self._thread.join()
        self._listener.close()
        if self._mock is not None:
            self._mock.close()


def _dial(ticket: Dict[str, Any]) -> Any:
    return Client((ticket["host"], ticket["port"]), authkey=bytes.fromhex(ticket["key"]))


def ask(ticket: Dict[str, Any]) -> str:
    """In a worker: the mock's URL. Raises what kept it from starting."""
    with _dial(ticket) as line:
        line.send_bytes(b"url")
        told = json.loads(line.recv_bytes())
    if "error" in told:
        raise PlotonMockError(*told["error"])
    return str(told["url"])
