"""Calls operations of the control API over HTTP, and raises what the mock says."""

import datetime
import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Union, cast

from .api import ROUTES

class _Unset:
    def __repr__(self) -> str:
        return "…"

    def __bool__(self) -> bool:
        return False


#: An argument that was left out, where None says something.
UNSET: Any = _Unset()

#: What every answer of the control API carries; those of /v1 hold nothing that Ploton's would not.
_MARK = "X-Ploton-Mock-Version"
#: By it a client asks for the parts of messages, of which it has some in other words.
_PARTS = "X-Ploton-Mock-Parts"
#: How Python calls the operations that messages name.
_CALLS = {
    "listDeliveries": "deliveries.list()",
    "listFaults": "faults.list()",
    "listTasks": "tasks.list()",
    "removeAccount": "accounts.remove(key)",
    "reset": "reset()",
    "revokeConsent": "consents.revoke()",
    "saveTask": "tasks.as_fixture(id)",
    "setWebhook": 'webhook.set(url="http://…")',
}
#: A mock on this machine is called as it is, whatever proxy the environment names.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


#: Somebody took the connection, and let go of it.
_BROKEN = (ConnectionResetError, BrokenPipeError)


class PlotonMockError(Exception):
    """What the mock refused, in its own words.

    status: the HTTP status, 503 when no mock answers. code: the error's code, such as ``task_not_found``.
    message: what happened and what to do. details: more, where the error has more.
    """

    def __init__(self, status: int, code: str, message: str, details: Any = None):
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} [{self.status} {self.code}]"


def hidden(caught: Any) -> bool:
    """Whether pytest leaves the frames of a module out: what the mock refused is the doing of the line that called."""
    return bool(caught.errisinstance(PlotonMockError))


__tracebackhide__ = hidden


def given(fields: Mapping[str, Any]) -> Dict[str, Any]:
    """The arguments that were given, as JSON has them: a timedelta as a length of time, a datetime as an instant."""
    return {name: _plain(value) for name, value in fields.items() if value is not UNSET}


def named(**fields: Any) -> Dict[str, Any]:
    """The arguments that are not None."""
    return given({name: value for name, value in fields.items() if value is not None})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.timedelta):
        return f"{round(value / datetime.timedelta(milliseconds=1))}ms"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            message = f"{value!r} names no instant: give it a time zone, such as datetime.timezone.utc."
            raise PlotonMockError(400, "invalid_request", message)
        return value.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in cast(Iterable[Any], value)]
    return value


class Connection:
    """A mock at `url`, as the account of a key; without a key, as the default account."""

    def __init__(self, url: str, api_key: Optional[str] = None, token: Optional[str] = None):
        self.url = url
        self.api_key = api_key
        self.token = token

    def call(
        self,
        operation: str,
        params: Optional[Mapping[str, str]] = None,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """Carries out an operation by its name in the OpenAPI document. Raises PlotonMockError."""
        with self._ask(operation, params, query, body, "application/json") as response:
            try:
                text = response.read()
            except (OSError, HTTPException) as error:
                raise self._broken(error) from None
            try:
                return json.loads(text)
            except ValueError:
                what = f"is no JSON: {text[:200]!r}" if text else "is empty"
                raise _unanswered("broken_answer", f"The answer {response.status} of {self.url} {what}") from None

    def stream(self, operation: str, last_event_id: Optional[str] = None) -> Iterator[Dict[str, Any]]:
        """Server-sent events as they come."""
        headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
        with self._ask(operation, None, None, None, "text/event-stream", headers) as response:
            fields: Dict[str, str] = {}
            for line in response:
                name, _, value = line.decode("utf-8").rstrip("\r\n").partition(":")
                if name:
                    fields[name] = value[1:] if value.startswith(" ") else value
                    continue
                if value == "" and "data" in fields:
                    yield {"id": fields.get("id"), "event": fields.get("event", "message"), "data": json.loads(fields["data"])}
                if value == "":
                    fields = {}

    def _ask(
        self,
        operation: str,
        params: Optional[Mapping[str, str]],
        query: Optional[Mapping[str, Any]],
        body: Optional[Mapping[str, Any]],
        accept: str,
        more: Optional[Mapping[str, str]] = None,
    ) -> Any:
        method, path = ROUTES[operation]
        target = self.url + _filled(path, params or {})
        texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in (query or {}).items()}
        if texts:
            target += "?" + urllib.parse.urlencode(texts)
        headers = {"Content-Type": "application/json", "Accept": accept, _PARTS: "yes", **(more or {})}
        if self.api_key is not None:
            headers["Authorization"] = f"Bearer {self.api_key}"
        if self.token is not None:
            headers["X-Ploton-Mock-Token"] = self.token
        data = None if method == "GET" else _written(body or {})
        request = urllib.request.Request(target, data=data, headers=headers, method=method)
        try:
            response = _open(request)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error, path) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, _BROKEN):
                raise self._broken(error.reason) from None
            message = f"No mock answers at {self.url} ({error.reason}). Start one with: npx ploton-mock"
            raise PlotonMockError(503, "unreachable", message) from None
        except (OSError, HTTPException) as error:
            raise self._broken(error) from None
        if path.startswith("/_mock") and _MARK not in response.headers:
            response.close()
            raise self._stranger()
        return response

    def _broken(self, error: Exception) -> PlotonMockError:
        return _unanswered("connection_broken", f"The connection to {self.url} closed before an answer came ({error})")

    def _refused(self, answer: urllib.error.HTTPError, path: str) -> PlotonMockError:
        if path.startswith("/_mock") and _MARK not in answer.headers:
            return self._stranger()
        try:
            error = json.loads(answer.read())["error"]
            return PlotonMockError(answer.code, error["code"], _said(error), error.get("details"))
        except (ValueError, KeyError, TypeError):
            message = f"The answer {answer.code} of {self.url} is no error of the mock's own."
            return PlotonMockError(answer.code, "broken_answer", message)

    def _stranger(self) -> PlotonMockError:
        message = f"No ploton-mock answers at {self.url}: another server does. Give its URL, or start one with: npx ploton-mock"
        return PlotonMockError(503, "not_a_mock", message)


def _unanswered(code: str, what: str) -> PlotonMockError:
    """A call that may have been carried out, for all that its answer says."""
    tasks, faults = _CALLS["listTasks"], _CALLS["listFaults"]
    message = f"{what}. What it asked for may be done all the same: see {tasks}, and {faults} for a fault that struck it."
    return PlotonMockError(503, code, message)


def _said(error: Mapping[str, Any]) -> str:
    """The message of an error, in the names that Python has."""
    return "".join(map(_word, error["parts"])) if "parts" in error else str(error["message"])


def _word(part: Union[str, Mapping[str, str]]) -> str:
    if isinstance(part, str):
        return part
    if "operation" in part:
        return _CALLS.get(part["operation"], part["text"])
    return "What was given" if part["field"] == "" else part["text"]


def _filled(path: str, params: Mapping[str, str]) -> str:
    for name, value in params.items():
        # What would change the path of a request names nothing.
        if str(value) in ("", ".", ".."):
            raise PlotonMockError(404, "not_found", f"There is nothing with the {name} {json.dumps(value)}.")
        path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
    return path


def _written(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, allow_nan=False, ensure_ascii=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise PlotonMockError(400, "invalid_request", f"What was given cannot be written as JSON: {error}.") from None
