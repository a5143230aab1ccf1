"""The programmatic API: a mock, or one isolated account of it, with the words of the other skins in snake_case."""

import datetime
from typing import Any, Callable, Dict, Iterable, Iterator, List, Literal, Mapping, Optional, Sequence, Union, cast

from . import api
from .connection import UNSET, Connection, PlotonMockError, given, hidden, named
from .serve import WEBHOOK_PATH, WsgiApp, serve

__tracebackhide__ = hidden

#: A key that works where any does.
ANY_KEY = "pk_test_mock"
#: Where `ploton-mock` listens unless told otherwise.
DEFAULT_URL = "http://localhost:7568"
#: The most that one answer holds.
_WHOLE_PAGE = 1_000

#: A length of time: "500ms", "3s", "21h48m", or a timedelta.
Duration = Union[str, datetime.timedelta]
#: An instant: ISO 8601 in UTC, or a datetime with a time zone.
Instant = Union[str, datetime.datetime]
Json = Any
Status = Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
Event = Literal["task.complete", "task.failed", "task.progress", "task.waiting"]
Until = Literal["settled", "finished", "waiting", "delivered", "exhausted", "idle"]
ClockMode = Literal["live", "frozen", "instant"]
Consent = Literal["auto", "ask", "deny"]
Order = Literal["oldest", "newest"]


class _Part:
    def __init__(self, connection: Connection):
        self._connection = connection

    def _call(self, operation: str, **given: Any) -> Any:
        return self._connection.call(operation, **given)

    def _all(self, operation: str, limit: Optional[int], offset: Optional[int], **query: Any) -> List[Any]:
        """All there is, page after page; with a `limit` so many of them."""
        if limit is not None:
            return cast(List[Any], self._call(operation, query=named(limit=limit, offset=offset, **query))["data"])
        found: List[Any] = []
        while True:
            start = (offset or 0) + len(found)
            page = self._call(operation, query=named(limit=_WHOLE_PAGE, offset=start, **query))
            found += page["data"]
            if not page["has_more"] or not page["data"]:
                return found


class Clock(_Part):
    """The account's virtual time."""

    def now(self) -> str:
        """The virtual time, ISO 8601."""
        return self.get(pending=0)["now"]

    def get(self, *, pending: Optional[int] = None) -> api.Clock:
        """Mode, speed, time, and what is booked: at most so many of `pending`."""
        return cast(api.Clock, self._call("getClock", query=named(pending=pending)))

    def set(
        self, *, mode: Optional[ClockMode] = None, speed: Optional[float] = None, now: Optional[Instant] = None
    ) -> api.Clock:
        """Changes them; `now` jumps ahead like an advance."""
        return cast(api.Clock, self._call("setClock", body=named(mode=mode, speed=speed, now=now)))

    def advance(self, by: Optional[Duration] = None, *, to: Optional[Instant] = None) -> api.Advance:
        """Plays all that falls due; comes back when the handler has answered.

        Example::

            ploton.clock.advance("3s")
            ploton.clock.advance(to="2025-06-15T15:00:00Z")
        """
        return cast(api.Advance, self._call("advanceClock", body=named(by=by, to=to)))

    def run_until_idle(self) -> api.Advance:
        """Plays until nothing is due."""
        return cast(api.Advance, self._call("runUntilIdle"))


class Tasks(_Part):
    """The account's tasks, and moves made by hand: they deliver their event at once, and come back when the handler has answered."""

    def __init__(self, connection: Connection, api_key: str):
        super().__init__(connection)
        self._app = Connection(connection.url, api_key, connection.token)

    def create(
        self,
        prompt: str,
        *,
        user_id: Optional[str] = None,
        metadata: Optional[Mapping[str, Json]] = None,
        mode: Optional[Literal["live", "test"]] = None,
        sub_agent: Optional[str] = None,
    ) -> api.CreatedTask:
        """POST /v1/tasks, as the app under test does it."""
        body = named(prompt=prompt, user_id=user_id, metadata=metadata, mode=mode, sub_agent=sub_agent)
        return cast(api.CreatedTask, self._app.call("v1_createTask", body=body))

    def list(
        self,
        *,
        task_id: Optional[str] = None,
        status: Optional[Status] = None,
        user_id: Optional[str] = None,
        since: Optional[Instant] = None,
        order: Optional[Order] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
    ) -> List[api.TaskRecord]:
        """All, newest first unless `order` says otherwise; with `limit` so many."""
        of_the_task = {"task_id": task_id, "status": status, "user_id": user_id}
        return self._all("listTasks", limit, offset, **of_the_task, since=since, order=order)

    def get(self, id: str) -> api.TaskRecord:
        """Request, fixture and why, plan, timeline, deliveries."""
        return self._move("getTask", id)

    def complete(self, id: str, result: Union[Mapping[str, Json], Sequence[Json], None] = None) -> api.TaskRecord:
        """It completes now."""
        return self._move("completeTask", id, {"result": {} if result is None else result})

    def fail(self, id: str, error: Optional[Mapping[str, Json]] = None) -> api.TaskRecord:
        """It fails now, with an error such as ``{"code": "auth_token_expired", "message": "…"}``."""
        return self._move("failTask", id, named(error=error))

    def progress(self, id: str, data: Union[str, Mapping[str, Json], None] = None) -> api.TaskRecord:
        """It reports progress: a text, or the event's data."""
        return self._move("progressTask", id, {"data": {"message": data} if isinstance(data, str) else data or {}})

    def wait(
        self,
        id: str,
        *,
        reason: Optional[str] = None,
        service: Optional[str] = None,
        consent: Optional[Consent] = None,
        expires: Optional[Duration] = None,
        input_request: Json = None,
    ) -> api.TaskRecord:
        """It waits for the user: for a `service`, or for what `input_request` asks."""
        fields = named(reason=reason, service=service, consent=consent, expires=expires, input_request=input_request)
        return self._move("waitTask", id, fields)

    def resume(self, id: str, input: Json = None) -> api.TaskRecord:
        """A waiting task goes on."""
        return self._move("resumeTask", id, named(input=input))

    def answer(self, id: str, decision: Literal["approve", "deny"], input: Json = None) -> api.TaskRecord:
        """The user answers what the task waits for, as on its page."""
        return self._move("answerWait", id, named(decision=decision, input=input))

    def approve(self, id: str, input: Json = None) -> api.TaskRecord:
        """The user says yes, with `input` where something was asked for."""
        return self.answer(id, "approve", input)

    def deny(self, id: str) -> api.TaskRecord:
        """The user says no: the task fails."""
        return self.answer(id, "deny")

    def cancel(self, id: str) -> api.TaskRecord:
        """It is cancelled."""
        return self._move("cancelTask", id)

    def as_fixture(self, id: str) -> str:
        """A played task as the YAML of a fixture that plays the same again."""
        return str(self._call("saveTask", params={"id": id})["yaml"])

    def keep(self, id: str) -> Dict[str, str]:
        """Writes a played task as a new file into the fixtures folder: `file` and `yaml`."""
        return cast(Dict[str, str], self._call("keepTask", params={"id": id}))

    def search(self, q: str, *, ids: Optional[Iterable[str]] = None) -> List[str]:
        """The ids of the tasks that a search finds, newest first: ``user:user_7 webhook:retrying``."""
        return cast(List[str], self._call("searchTasks", query=named(q=q, ids=_joined(ids)))["ids"])

    def in_brief(
        self, *, ids: Optional[Iterable[str]] = None, limit: Optional[int] = None, offset: Optional[int] = None
    ) -> List[api.TaskInBrief]:
        """Tasks in a line each."""
        return self._all("listTasksInBrief", limit, offset, ids=_joined(ids))

    def _move(self, operation: str, id: str, body: Optional[Mapping[str, Any]] = None) -> api.TaskRecord:
        return cast(api.TaskRecord, self._call(operation, params={"id": id}, body=body))


class Deliveries(_Part):
    """Events on their way and delivered, each with its attempts."""

    def list(
        self,
        *,
        task_id: Optional[str] = None,
        event: Optional[Event] = None,
        state: Optional[Literal["scheduled", "delivered", "exhausted", "undeliverable"]] = None,
        path: Optional[str] = None,
        status: Optional[int] = None,
        sending: Optional[Literal[True]] = None,
        since: Optional[Instant] = None,
        order: Optional[Order] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
    ) -> List[api.Delivery]:
        """All, oldest first unless `order` says otherwise.

        `path`: where the handler is asked, whole, or its beginning and a *. `status`: what one of the attempts was answered
        with. `sending`: only those with a request on the wire.
        """
        of_the_event = {"task_id": task_id, "event": event, "state": state, "since": since, "order": order}
        return self._all("listDeliveries", limit, offset, **of_the_event, path=path, status=status, sending=sending)

    def get(self, id: str) -> api.Delivery:
        """One of them."""
        return cast(api.Delivery, self._call("getDelivery", params={"id": id}))

    def redeliver(self, id: str, *, body: Optional[str] = None) -> api.Delivery:
        """One more attempt now, same bytes; or another `body`, signed anew."""
        return cast(api.Delivery, self._call("redeliver", params={"id": id}, body=named(body=body)))

    def in_brief(
        self, *, ids: Optional[Iterable[str]] = None, limit: Optional[int] = None, offset: Optional[int] = None
    ) -> List[api.DeliveryInBrief]:
        """Deliveries in a line each, newest first."""
        return self._all("listDeliveriesInBrief", limit, offset, ids=_joined(ids))


class Faults(_Part):
    """What goes wrong, to what, how often."""

    def add(
        self,
        spec: Optional[str] = None,
        *,
        on: Optional[Literal["webhook", "api"]] = None,
        fault: Optional[str] = None,
        event: Optional[Event] = None,
        attempt: Optional[int] = None,
        task_id: Optional[str] = None,
        delivery_id: Optional[str] = None,
        fixture: Optional[str] = None,
        route: Optional[str] = None,
        times: Optional[int] = None,
        probability: Optional[float] = None,
        status: Optional[int] = None,
        by: Optional[Duration] = None,
        retry_after: Optional[int] = None,
    ) -> api.Fault:
        """Arms a fault, by its spec or its fields.

        Example::

            ploton.faults.add("webhook lost-ack attempt=1")
            ploton.faults.add(on="webhook", fault="status", status=503, times=2)
        """
        fields = named(
            spec=spec,
            on=on,
            fault=fault,
            event=event,
            attempt=attempt,
            task_id=task_id,
            delivery_id=delivery_id,
            fixture=fixture,
            route=route,
            times=times,
            probability=probability,
            status=status,
            by=by,
            retry_after=retry_after,
        )
        return cast(api.Fault, self._call("addFault", body=fields))

    def list(self, *, limit: Optional[int] = None, offset: Optional[int] = None) -> List[api.Fault]:
        """What is armed, and how often it struck."""
        return self._all("listFaults", limit, offset)

    def get(self, id: str) -> api.Fault:
        """One of them."""
        return cast(api.Fault, self._call("getFault", params={"id": id}))

    def clear(self, id: Optional[str] = None) -> None:
        """Takes one out, or all."""
        if id is None:
            self._call("clearFaults")
        else:
            self._call("clearFault", params={"id": id})

    def kinds(self) -> List[Dict[str, Any]]:
        """Every fault there is: what it strikes, what it does, the value it takes."""
        return cast(List[Dict[str, Any]], self._call("listFaultKinds")["data"])


class Fixtures(_Part):
    """What answers a prompt."""

    def list(self, *, limit: Optional[int] = None, offset: Optional[int] = None) -> List[api.Fixture]:
        """All, in the order of the search."""
        return self._all("listFixtures", limit, offset)

    def problems(self) -> List[api.FixtureProblem]:
        """What is wrong with files, and where."""
        return cast(List[api.FixtureProblem], self._call("listFixtures", query={"limit": 1})["problems"])

    def reload(self) -> List[api.FixtureProblem]:
        """Reads the files of the user again, watched or not; what is wrong with them."""
        return cast(List[api.FixtureProblem], self._call("reloadFixtures")["problems"])

    def get(self, name: str) -> api.Fixture:
        """One of them."""
        return cast(api.Fixture, self._call("getFixture", params={"name": name}))

    def use(self, fixture: Mapping[str, Json]) -> api.Fixture:
        """Uses a fixture, in the form of a file, for this account, before all others.

        Example::

            ploton.fixtures.use({
                "name": "no-contacts",
                "when": {"prompt": {"contains": "contacts"}},
                "plan": [{"after": "2s", "complete": {"contacts": []}}],
            })
        """
        return cast(api.Fixture, self._call("useFixture", body=fixture))

    def restore(self, name: Optional[str] = None) -> None:
        """Stops using one, or all."""
        if name is None:
            self._call("restoreFixtures")
        else:
            self._call("restoreFixture", params={"name": name})

    def explain(
        self,
        prompt: str,
        *,
        user_id: Optional[str] = None,
        metadata: Optional[Mapping[str, Json]] = None,
        mode: Optional[Literal["live", "test"]] = None,
        sub_agent: Optional[str] = None,
    ) -> api.Explanation:
        """Which fixture answers, with what plan, and why the others do not."""
        body = named(prompt=prompt, user_id=user_id, metadata=metadata, mode=mode, sub_agent=sub_agent)
        return cast(api.Explanation, self._call("explainFixtures", body=body))


class Consents(_Part):
    """What users have approved."""

    def list(self, *, limit: Optional[int] = None, offset: Optional[int] = None) -> List[api.Consent]:
        """All of it."""
        return self._all("listConsents", limit, offset)

    def grant(self, *, service: str, user_id: Optional[str] = None) -> api.Consent:
        """Approves a service for a user in advance: no task of theirs waits for it."""
        return cast(api.Consent, self._call("grantConsent", body=named(service=service, user_id=user_id)))

    def revoke(
        self,
        *,
        user_id: Optional[str] = UNSET,
        service: Optional[str] = None,
        next: Optional[Literal["ask", "fail"]] = None,
    ) -> None:
        """What one user approved for one service (``user_id=None``: without a user), or all of it.

        The next task that needs it asks again; with ``next="fail"`` that one fails with auth_token_expired.
        """
        query = named(service=service, next=next)
        if user_id is not UNSET:
            query["user_id"] = user_id or ""
        self._call("revokeConsent", query=query)


class Requests(_Part):
    """The journal of calls to /v1, keys masked."""

    def list(
        self,
        *,
        task_id: Optional[str] = None,
        path: Optional[str] = None,
        status: Optional[int] = None,
        since: Optional[Instant] = None,
        after: Optional[str] = None,
        order: Optional[Order] = None,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
    ) -> List[api.RequestRecord]:
        """All, oldest first unless `order` says otherwise; `path` whole, or its beginning and a *."""
        filters = {"task_id": task_id, "path": path, "status": status, "since": since, "after": after, "order": order}
        return self._all("listRequests", limit, offset, **filters)


class Webhook(_Part):
    """Where webhooks go, with which secret, timeout and retry schedule."""

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._served: List[Callable[[], None]] = []

    def get(self) -> api.Webhook:
        """URL, secret, timeout, waits between attempts."""
        return cast(api.Webhook, self._call("getWebhook"))

    def set(
        self,
        *,
        url: Optional[str] = UNSET,
        secret: Optional[str] = None,
        timeout: Optional[Duration] = None,
        retry: Union[str, Sequence[Duration], None] = None,
        keep: Optional[bool] = None,
    ) -> api.Webhook:
        """Changes the named ones; ``url=None``: no webhook; ``keep=True``: a reset puts these back."""
        fields = {**given({"url": url}), **named(secret=secret, timeout=timeout, retry=retry, keep=keep)}
        return cast(api.Webhook, self._call("setWebhook", body=fields))

    def serve(self, app: WsgiApp, path: str = WEBHOOK_PATH) -> api.Webhook:
        """Serves a WSGI app (Flask, Django, …) in a thread on a port of its own, and sends webhooks there, also after a reset.

        Example::

            ploton.webhook.serve(flask_app, "/webhooks/ploton")
        """
        url, close = serve(app, path)
        self._served.append(close)
        return self.set(url=url, keep=True)

    def _take(self, webhook: Union[WsgiApp, str]) -> None:
        """An app is served; a URL is where webhooks go, also after a reset."""
        if isinstance(webhook, str):
            self.set(url=webhook, keep=True)
        else:
            self.serve(webhook)

    def _close(self) -> None:
        while self._served:
            self._served.pop()()


class Accounts(_Part):
    """All accounts of the mock."""

    def list(self, *, limit: Optional[int] = None, offset: Optional[int] = None) -> List[api.Account]:
        """The default one first: key, last use, number of tasks."""
        return self._all("listAccounts", limit, offset)

    def remove(self, api_key: str) -> None:
        """Removes one that nobody will close any more, by its key."""
        self._call("removeAccount", params={"key": api_key})


class PlotonMock:
    """A mock, or one isolated account of it. `start()` and `connect()` make one; a with statement closes it.

    Example::

        with start() as mock:
            task = mock.tasks.create("Look up the current weather in Paris")
            mock.clock.advance("3s")
            assert mock.tasks.get(task["id"])["status"] == "complete"
    """

    #: The mock's root, such as http://localhost:7568.
    url: str
    #: What PLOTON_BASE_URL holds: the root with /v1.
    base_url: str
    #: A key that reaches this account.
    api_key: str
    #: What its webhooks are signed with.
    webhook_secret: str
    #: The environment that an app under test wants: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, PLOTON_MOCK_URL.
    env: Dict[str, str]

    def __init__(
        self,
        connection: Connection,
        *,
        api_key: str,
        webhook_secret: str,
        told: Optional[str] = None,
        on_close: Callable[[], None] = lambda: None,
    ):
        self._connection = connection
        self._on_close = on_close
        self._closed = False
        self.url = connection.url
        self.base_url = f"{connection.url}/v1"
        self.api_key = api_key
        self.webhook_secret = webhook_secret
        root = told or connection.url
        self.env = {
            "PLOTON_BASE_URL": f"{root}/v1",
            "PLOTON_API_KEY": api_key,
            "PLOTON_WEBHOOK_SECRET": webhook_secret,
            "PLOTON_MOCK_URL": root,
        }
        self.clock = Clock(connection)
        self.tasks = Tasks(connection, api_key)
        self.deliveries = Deliveries(connection)
        self.faults = Faults(connection)
        self.fixtures = Fixtures(connection)
        self.consents = Consents(connection)
        self.requests = Requests(connection)
        self.webhook = Webhook(connection)
        self.accounts = Accounts(connection)

    def wait_for(self, task_id: str, until: Until = "settled", *, timeout: Optional[Duration] = None) -> api.TaskRecord:
        """Waits without sleeping until the handler has all that the task had to say (or for another `until`).

        At most `timeout` of real time, "30s" by default. Raises at once when nothing can bring it about by itself, naming
        the task and what it waits for: under a frozen clock, advance it instead.
        """
        body = named(task_id=task_id, until=until, timeout=timeout)
        return cast(api.TaskRecord, self._connection.call("wait", body=body))

    def wait(self, until: Until = "settled", *, timeout: Optional[Duration] = None) -> None:
        """The same for all tasks of the account."""
        self._connection.call("wait", body=named(until=until, timeout=timeout))

    def story(self, task_id: str) -> str:
        """What happened to a task, as about ten lines to paste into a report."""
        return "\n".join(self.story_record(task_id)["lines"]) + "\n"

    def story_record(self, task_id: str) -> api.Story:
        """The story's lines, and the whole record that they tell."""
        return cast(api.Story, self._connection.call("getStory", params={"id": task_id}))

    def trigger(
        self,
        event: Event,
        *,
        prompt: Optional[str] = None,
        user_id: Optional[str] = None,
        set: Optional[Mapping[str, Json]] = None,
        add: Optional[Mapping[str, Json]] = None,
    ) -> Dict[str, Any]:
        """A task of its own that sends this event now, and then goes on to its end: `task` and `delivery`.

        `set`: values in its data, by path (``{"contacts[0].email": "a@b.c"}``); `add`: fields that it does not have.
        """
        body = named(event=event, prompt=prompt, user_id=user_id, set=set, add=add)
        return cast(Dict[str, Any], self._connection.call("trigger", body=body))

    def account(
        self,
        *,
        webhook: Union[WsgiApp, str, None] = None,
        api_key: Optional[str] = None,
        webhook_url: Optional[str] = None,
        webhook_secret: Optional[str] = None,
        webhook_timeout: Optional[Duration] = None,
        retry: Union[str, Sequence[Duration], None] = None,
        clock: Optional[ClockMode] = None,
        speed: Optional[float] = None,
        now: Optional[Instant] = None,
        seed: Union[str, int, None] = None,
        consent: Optional[Consent] = None,
        idle: Optional[Duration] = None,
        from_: Union[str, api.Checkpoint, None] = None,
    ) -> "PlotonMock":
        """An isolated account of the same mock: a key, a clock and a webhook of its own. `webhook`: a WSGI app to serve, or a URL.

        `from_`: a moment of another account (`checkpoint()`), from which this one goes on; then seed and time are that one's.
        """
        settings = named(
            api_key=api_key,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            webhook_timeout=webhook_timeout,
            retry=retry,
            clock=clock,
            speed=speed,
            now=now,
            seed=seed,
            consent=consent,
            idle=idle,
            **{"from": from_ if from_ is None or isinstance(from_, str) else from_["id"]},
        )
        made = self._connection.call("makeAccount", body=settings)
        key = made["api_key"]
        account = PlotonMock(
            Connection(self.url, key, self._connection.token),
            api_key=key,
            webhook_secret=made["webhook_secret"],
            told=self.env["PLOTON_MOCK_URL"],
            on_close=lambda: self._remove(key),
        )
        if webhook is not None:
            account.webhook._take(webhook)  # pyright: ignore[reportPrivateUsage]
        return account

    def checkpoint(self) -> api.Checkpoint:
        """Keeps this moment of the account: ``account(from_=…)`` makes accounts that go on from it, each on its own."""
        return cast(api.Checkpoint, self._connection.call("makeCheckpoint"))

    def checkpoint_file(self, checkpoint: Union[str, api.Checkpoint]) -> str:
        """A checkpoint as the text of a file to start from (``start(from_=FILE)``)."""
        id = checkpoint if isinstance(checkpoint, str) else checkpoint["id"]
        return str(self._connection.call("getCheckpoint", params={"id": id})["file"])

    def reset(self, *, seed: Union[str, int, None] = None, keep: Optional[Sequence[Literal["webhook"]]] = None) -> None:
        """The account as it was when made; the webhook too, unless `keep` names it.

        The same prompts then get the same ids again, and a handler that deduplicates takes their events for the old ones:
        with another `seed` they get others.
        """
        self._connection.call("reset", body=named(seed=seed, keep=keep))

    def events(self, *, last_event_id: Optional[str] = None) -> Iterator[Dict[str, Any]]:
        """Everything as it happens: `id`, `event`, `data` (an `api.MockEvent`); it goes on where `last_event_id` was."""
        return self._connection.stream("streamEvents", last_event_id)

    def health(self) -> Dict[str, Any]:
        """The mock is up; its version and clock."""
        return cast(Dict[str, Any], self._connection.call("getHealth"))

    def contract(self, *, limit: Optional[int] = None, offset: Optional[int] = None) -> List[Dict[str, Any]]:
        """Every emulated behaviour: documented, inferred or assumed. With a `limit` so many of them."""
        query = named(limit=limit, offset=offset)
        return cast(List[Dict[str, Any]], self._connection.call("getContract", query=query)["data"])

    def openapi(self) -> Dict[str, Any]:
        """The OpenAPI document of /v1 and of the control API."""
        return cast(Dict[str, Any], self._connection.call("getOpenApi"))

    def call(
        self,
        operation: str,
        params: Optional[Mapping[str, str]] = None,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
    ) -> Any:
        """Any operation by its name in the OpenAPI document; those of /v1 (`v1_getTask`) as the app calls them."""
        app = Connection(self.url, self.api_key, self._connection.token)
        return (app if operation.startswith("v1_") else self._connection).call(operation, params, query, body)

    def stop(self) -> None:
        """Stops the mock, whoever started it."""
        self._connection.call("stopMock")

    def close(self) -> None:
        """Stops a mock that was started here, removes an account that was made here; of another it only stops what `webhook.serve` serves."""
        if self._closed:
            return
        self._closed = True
        try:
            self._on_close()
        finally:
            self.webhook._close()  # pyright: ignore[reportPrivateUsage]

    def _remove(self, key: str) -> None:
        if not self._closed:
            self.accounts.remove(key)

    def __enter__(self) -> "PlotonMock":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<PlotonMock {self.url} as {self.api_key}>"


def connect(url: str = DEFAULT_URL, *, api_key: Optional[str] = None, token: Optional[str] = None) -> PlotonMock:
    """A mock that runs already. `api_key`: the account; without one, the default account. `token`: what its --control-token asks for."""
    root = url.rstrip("/")
    root = root[: -len("/v1")] if root.endswith("/v1") else root
    if not root.startswith(("http://", "https://")):
        raise PlotonMockError(400, "bad_option", f"url must be a URL such as {DEFAULT_URL}, not {url!r}.")
    connection = Connection(root, api_key, token)
    known = connection.call("getEnvironment")
    return PlotonMock(
        connection,
        api_key=api_key or known["PLOTON_API_KEY"],
        webhook_secret=known["PLOTON_WEBHOOK_SECRET"],
        told=known["PLOTON_MOCK_URL"],
    )


def _joined(ids: Optional[Iterable[str]]) -> Optional[str]:
    return None if ids is None else ",".join(ids)
