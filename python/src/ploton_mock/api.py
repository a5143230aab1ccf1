"""The control API: its version, its routes, its records. Written by scripts/python-api.mjs from the OpenAPI document."""

from typing import Any, Dict, List, Literal, Optional, Tuple, TypedDict, Union

VERSION = "1.1.0"

ROUTES: Dict[str, Tuple[str, str]] = {
    "v1_createTask": ("POST", "/v1/tasks"),
    "v1_listTasks": ("GET", "/v1/tasks"),
    "v1_getTask": ("GET", "/v1/tasks/{id}"),
    "v1_deleteTask": ("DELETE", "/v1/tasks/{id}"),
    "v1_cancelTask": ("POST", "/v1/tasks/{id}/cancel"),
    "getHealth": ("GET", "/_mock/health"),
    "getContract": ("GET", "/_mock/contract"),
    "stopMock": ("POST", "/_mock/stop"),
    "getEnvironment": ("GET", "/_mock/environment"),
    "getClock": ("GET", "/_mock/clock"),
    "setClock": ("PUT", "/_mock/clock"),
    "advanceClock": ("POST", "/_mock/clock/advance"),
    "runUntilIdle": ("POST", "/_mock/clock/run-until-idle"),
    "listTasks": ("GET", "/_mock/tasks"),
    "getTask": ("GET", "/_mock/tasks/{id}"),
    "resumeTask": ("POST", "/_mock/tasks/{id}/resume"),
    "answerWait": ("POST", "/_mock/tasks/{id}/answer"),
    "completeTask": ("POST", "/_mock/tasks/{id}/complete"),
    "failTask": ("POST", "/_mock/tasks/{id}/fail"),
    "progressTask": ("POST", "/_mock/tasks/{id}/progress"),
    "waitTask": ("POST", "/_mock/tasks/{id}/wait"),
    "cancelTask": ("POST", "/_mock/tasks/{id}/cancel"),
    "getStory": ("GET", "/_mock/tasks/{id}/story"),
    "getWebhook": ("GET", "/_mock/webhook"),
    "setWebhook": ("PUT", "/_mock/webhook"),
    "listDeliveries": ("GET", "/_mock/deliveries"),
    "getDelivery": ("GET", "/_mock/deliveries/{id}"),
    "redeliver": ("POST", "/_mock/deliveries/{id}/redeliver"),
    "listRequests": ("GET", "/_mock/requests"),
    "wait": ("POST", "/_mock/wait"),
    "trigger": ("POST", "/_mock/trigger"),
    "addFault": ("POST", "/_mock/faults"),
    "listFaults": ("GET", "/_mock/faults"),
    "clearFaults": ("DELETE", "/_mock/faults"),
    "getFault": ("GET", "/_mock/faults/{id}"),
    "clearFault": ("DELETE", "/_mock/faults/{id}"),
    "listFaultKinds": ("GET", "/_mock/fault-kinds"),
    "listFixtures": ("GET", "/_mock/fixtures"),
    "useFixture": ("POST", "/_mock/fixtures"),
    "restoreFixtures": ("DELETE", "/_mock/fixtures"),
    "reloadFixtures": ("POST", "/_mock/fixtures/reload"),
    "getFixture": ("GET", "/_mock/fixtures/{name}"),
    "restoreFixture": ("DELETE", "/_mock/fixtures/{name}"),
    "explainFixtures": ("POST", "/_mock/fixtures/explain"),
    "saveTask": ("GET", "/_mock/tasks/{id}/fixture"),
    "keepTask": ("POST", "/_mock/tasks/{id}/fixture"),
    "listAccounts": ("GET", "/_mock/accounts"),
    "makeAccount": ("POST", "/_mock/accounts"),
    "removeAccount": ("DELETE", "/_mock/accounts/{key}"),
    "reset": ("POST", "/_mock/reset"),
    "makeCheckpoint": ("POST", "/_mock/checkpoint"),
    "getCheckpoint": ("GET", "/_mock/checkpoints/{id}"),
    "listConsents": ("GET", "/_mock/consents"),
    "grantConsent": ("POST", "/_mock/consents"),
    "revokeConsent": ("DELETE", "/_mock/consents"),
    "listTasksInBrief": ("GET", "/_mock/tasks-in-brief"),
    "listDeliveriesInBrief": ("GET", "/_mock/deliveries-in-brief"),
    "searchTasks": ("GET", "/_mock/search"),
    "getOpenApi": ("GET", "/_mock/openapi.json"),
    "streamEvents": ("GET", "/_mock/events"),
    "showConsent": ("GET", "/_mock/consent/{token}"),
    "answerConsent": ("POST", "/_mock/consent/{token}"),
}


class _ErrorError(TypedDict):
    code: str
    message: str


class ErrorError(_ErrorError, total=False):
    details: Any


class Error(TypedDict):
    error: "ErrorError"


class _CreatedTask(TypedDict):
    id: str
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
    created_at: str


class CreatedTask(_CreatedTask, total=False):
    tool: str
    sub_agent: str
    metadata: Dict[str, Any]


class _Task(TypedDict):
    id: str
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
    created_at: str


class Task(_Task, total=False):
    tool: str
    sub_agent: str
    completed_at: str
    result: Dict[str, Any]
    error: "TaskError"
    waiting: Dict[str, Any]
    metadata: Dict[str, Any]


class Environment(TypedDict):
    PLOTON_BASE_URL: str
    PLOTON_API_KEY: str
    PLOTON_WEBHOOK_SECRET: str
    PLOTON_MOCK_URL: str


class Clock(TypedDict):
    mode: Literal["live", "frozen", "instant"]  # How time moves.
    speed: float  # How many times faster than real time a live clock runs.
    now: str  # The virtual time.
    pending: List["Played"]  # What is booked, soonest first.


class Played(TypedDict):
    at: str  # When it is due, in virtual time.
    label: str  # What it is, in words.


class Advance(TypedDict):
    now: str  # The virtual time after it.
    played: List["Played"]  # What fell due on the way, in order.


class TaskRecordRequest(TypedDict):
    prompt: str  # The prompt.
    user_id: Optional[str]  # The user it is for; null: none.
    mode: Literal["live", "test"]  # `test`: nothing was executed.
    metadata: Dict[str, Any]  # Its metadata; {} where it had none.
    sub_agent: Optional[str]  # The sub-agent asked for; null: none.


class TaskRecordFixture(TypedDict):
    name: str  # Its name.
    why: str  # Why it was this one, in words.
    file: Optional[str]  # Its file; null where it is in none.
    invented: bool  # Its result is read off the prompt.


class TaskRecordNext(TypedDict):
    at: str  # When, in virtual time.
    move: Literal["create", "start", "progress", "wait", "pass", "resume", "complete", "fail", "cancel"]  # What.


class _TaskRecord(TypedDict):
    id: str  # The task's id.
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]  # Its status now.
    created_at: str  # When it was created.
    request: "TaskRecordRequest"  # What the create call asked for, in full.
    fixture: "TaskRecordFixture"  # The fixture that answered.
    plan: List["Step"]  # The plan that it was born with.
    next: Optional["TaskRecordNext"]  # What happens next by itself; null when nothing does.
    timeline: List["TimelineEntry"]  # All that happened to it, oldest first.
    deliveries: List["Delivery"]  # Its events, oldest first, each with its attempts.


class TaskRecord(_TaskRecord, total=False):
    tool: str  # The tool that Ploton chose; absent where a sub-agent took it.
    sub_agent: str  # The sub-agent that took it, where one was asked for.
    completed_at: str  # When it completed; absent before.
    result: Dict[str, Any]  # Its result; absent before it is complete.
    error: "TaskError"  # Why it failed; absent where it has not.
    waiting: Dict[str, Any]  # What it waits for; absent where it does not.
    metadata: Dict[str, Any]  # The metadata of the request; absent where it had none.


class _TaskError(TypedDict):
    code: str  # What went wrong, as a word for programs.
    message: str  # What went wrong, for people.


class TaskError(_TaskError, total=False):
    tool: str  # The tool that it went wrong in.
    recoverable: bool  # Whether trying again may help.
    suggestion: str  # What to do.


class _Step(TypedDict):
    after: str  # How long after the step before.
    move: Literal["start", "progress", "wait", "complete", "fail"]  # What happens.


class Step(_Step, total=False):
    data: Dict[str, Any]  # Its data, where it has any.


class TimelineEntryDeadlines(TypedDict):
    at: str  # When, in virtual time.
    move: Literal["resume", "fail"]  # What: it goes on, or it fails.


class _TimelineEntry(TypedDict):
    at: str  # When, in virtual time.
    move: Literal["create", "start", "progress", "wait", "pass", "resume", "complete", "fail", "cancel"]  # What happened.
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]  # The status it led to.
    by: Literal["create", "plan", "hand", "consent"]  # Who made it happen: the create call, the plan, a hand, or the consent page and its policy.
    step: Optional[int]  # The index of the step in the plan that it played; null for one made otherwise.
    data: Optional[Dict[str, Any]]  # Its data: a result, a progress, a wait, an error; null where it has none.


class TimelineEntry(_TimelineEntry, total=False):
    deadlines: List["TimelineEntryDeadlines"]  # On a wait: what happens by itself, and when.
    page: str  # On a wait: the path of its page on the mock.


class DeliverySending(TypedDict):
    attempt: int  # The number of the attempt.
    since: str  # Since when, in virtual time.
    for_ms: float  # For how long, in real milliseconds.


class Delivery(TypedDict):
    id: str  # The delivery's id.
    task_id: str  # The task whose event it is.
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]  # The event.
    url: Optional[str]  # Where it goes; null when no webhook URL is set.
    state: Literal["scheduled", "delivered", "exhausted", "undeliverable"]  # `scheduled`: an attempt is due. `delivered`: answered with 200. `exhausted`: given up. `undeliverable`: there is no URL.
    next_attempt_at: Optional[str]  # When the next attempt is due; null when none is.
    attempts_allowed: int  # How many attempts the retry schedule allows.
    sending: Optional["DeliverySending"]  # The request on the wire; null when there is none.
    body: str  # The bytes that are signed, as text.
    json: Any  # What the body says; null where it is no JSON, and within a task's record where it is over 64 KiB.
    truncated: bool  # The body is its first 64 KiB, as in a task's record; the delivery by itself has it whole.
    signature: str  # The value of X-Ploton-Signature.
    attempts: List["Attempt"]  # What was tried so far, oldest first.


class AttemptRequest(TypedDict):
    headers: Dict[str, str]  # Its headers, as they were sent.
    body: Optional[str]  # Its body, where a fault or a hand changed it; null: the delivery's own.
    truncated: bool  # The body is its first 64 KiB, as in a task's record.


class AttemptResponse(TypedDict):
    status: int  # Its HTTP status.
    headers: Dict[str, str]  # Its headers.
    body: str  # Its body as text.
    json: Any  # What the body says; null where it is no JSON.
    truncated: bool  # The body is its first 64 KiB.


class Attempt(TypedDict):
    number: int  # Its place in the retry schedule, from 1; a duplicate (a fault) shares its number, and an edited body has none: 0.
    at: str  # When it was made, in virtual time.
    url: str  # Where it went.
    fault: Optional[str]  # The fault that bent it; null when none did.
    status: Optional[int]  # The HTTP status of the answer; null when there was none.
    outcome: Literal["answered", "lost", "timed_out", "refused", "unreachable", "interrupted"]  # What became of it; `lost`: the handler answered, and a fault lost its answer.
    error: Optional[str]  # Why there was no answer, in words, or what a listener in this process threw; else null.
    by: Literal["schedule", "hand"]  # `schedule`, or `hand`: somebody ordered it (redeliver, a move by hand).
    edited: bool  # Another body than the event's, signed anew; it says nothing of the event's own delivery, and its number is 0.
    request: "AttemptRequest"  # What was sent.
    response: Optional["AttemptResponse"]  # The handler's answer; null when there was none that counts.
    duration_ms: float  # How long it took, in real milliseconds; the timeout, where it timed out.
    diagnosis: Optional[str]  # What a refused signature points to, in words; null where there is nothing to say.


class Story(TypedDict):
    lines: List[str]  # The story in words, keys masked.
    task: "TaskRecord"  # The record that it tells; the bodies of its deliveries are whole here, to be sent again.


class Webhook(TypedDict):
    url: Optional[str]  # The handler; null: none, events are recorded.
    secret: str  # What they are signed with.
    timeout: str  # How long the handler has to answer.
    retry: List[str]  # The waits before attempts 2, 3, …; empty: a single attempt.


class RequestRecord(TypedDict):
    id: str  # The call's id.
    at: str  # When it came, in virtual time.
    method: str  # Its method.
    path: str  # Its path.
    key: Optional[str]  # Which kind of key it had; null: none.
    headers: Dict[str, Union[str, List[str]]]  # Its other headers.
    body: str  # Its body as text.
    json: Any  # What the body says; null where it is no JSON.
    status: Optional[int]  # The status of the answer; null when a fault left it out.
    response_body: str  # The body of the answer as text.
    response_json: Any  # What that says; null where it is no JSON.
    task_id: Optional[str]  # The task it was about; null: none.
    fault: Optional[str]  # The fault that struck it; null when none did.
    duration_ms: float  # How long the answer took, in real milliseconds.


class _Fault(TypedDict):
    id: str  # The fault's id.
    on: Optional[Literal["webhook", "api"]]  # What it strikes; null: both, as chaos does.
    fault: Literal["status", "drop", "timeout", "lost-ack", "duplicate", "delay", "reorder", "bad-signature", "wrong-secret", "missing-signature", "malformed-signature", "tampered-body", "reformatted", "truncate", "reset", "slow", "before-response", "rate-limited", "server-error", "unauthorized", "forbidden", "latency", "hang", "malformed-json", "empty", "lost-response", "chaos"]  # What goes wrong.
    times: Optional[int]  # How often it may strike; null: without limit.
    probability: Optional[float]  # How likely it strikes each time; null: for certain.
    left: Optional[int]  # How often it still may; null: without limit.
    strikes: int  # How often it has struck.
    spec: str  # The same as one text.


class Fault(_Fault, total=False):
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]  # Only this event.
    attempt: int  # Only this attempt.
    task_id: str  # Only this task.
    delivery_id: str  # Only this delivery.
    fixture: str  # Only tasks of this fixture.
    route: Literal["create", "list", "get", "cancel", "delete"]  # Only this route of the API.
    status: int  # The status that is answered.
    by: str  # By how much: the delay, the latency.
    retry_after: int  # Seconds in Retry-After.


class Fixture(TypedDict):
    name: str  # Its name.
    description: str  # What it says of itself; empty where it says nothing.
    origin: Literal["user", "shipped", "program"]  # Where it comes from: a file of the user, the package, or a program.
    file: Optional[str]  # Its file; null where it is in none.
    priority: int  # Higher takes precedence.
    tool: Optional[str]  # The tool that its tasks name; null: read off the prompt.
    when: Dict[str, Any]  # Which requests it answers.
    plans: List[List["FixtureStep"]]  # Its plans in a file's words, one for each time.


class FixtureStepStart(TypedDict):
    pass


class _FixtureStepWait(TypedDict):
    reason: str  # Why, in words for the user.


class FixtureStepWait(_FixtureStepWait, total=False):
    service: str  # The service that it wants access to.
    consent: Literal["auto", "ask", "deny"]  # What happens on its page when nobody clicks.
    expires: Union[str, float]  # After this long unanswered it fails.
    lasts: Union[str, float]  # How long an approval is good for.
    input_request: Any  # What it asks the user for, where that is no access.


class _FixtureStepFail(TypedDict):
    code: str  # What went wrong, as a word for programs.
    message: str  # What went wrong, for people.


class FixtureStepFail(_FixtureStepFail, total=False):
    tool: str  # The tool that it went wrong in.
    recoverable: bool  # Whether trying again may help.
    suggestion: str  # What to do.


class FixtureStep(TypedDict, total=False):
    after: Union[str, float]  # Time since the step before: "3s", or a range such as "2s..5s".
    start: Optional[Union[bool, "FixtureStepStart"]]  # The task begins `pending`, and starts now.
    progress: Union[str, Dict[str, Any]]  # It reports progress: a text, or the event's data.
    wait: "FixtureStepWait"  # It pauses for the user.
    complete: Union[Dict[str, Any], List[Any]]  # It completes with this result.
    fail: "FixtureStepFail"  # It fails with this error.


class FixtureProblem(TypedDict):
    file: str  # The file.
    line: int  # Its line, from 1.
    column: int  # The column in it, from 1.
    path: str  # The way to the value; empty for the whole file.
    message: str  # What is wrong, and what is allowed.
    text: str  # All of it in one line.


class _ExplanationWinner(TypedDict):
    name: str  # Its name.
    why: str  # Why it is this one.
    plan: List["FixtureStep"]  # Its plan in a file's words; of several the first.


class ExplanationWinner(_ExplanationWinner, total=False):
    file: str  # Its file; absent where it is in none.
    plans: List[List["FixtureStep"]]  # All its plans, where it has several.
    inferred: Dict[str, Any]  # Where the plan says `$infer`: the result that the next task with this prompt gets.
    schema: Dict[str, Any]  # Where the plan says `$infer`: the JSON Schema that was read off this prompt.
    acknowledges: bool  # The prompt asks for something to be done, and for nothing to be told.
    reread: str  # Where `$infer` did not take its first reading of this prompt: how the one was made that it took, and why not the first.


class _ExplanationLosers(TypedDict):
    name: str  # Its name.
    failed: str  # The first condition that failed, in words.
    nearness: float  # How near it was, from 0 to 1.


class ExplanationLosers(_ExplanationLosers, total=False):
    file: str  # Its file; absent where it is in none.


class Explanation(TypedDict):
    winner: Optional["ExplanationWinner"]  # The fixture that answers; null: none does.
    losers: List["ExplanationLosers"]  # The others, the nearest first.
    suggestion: str  # The YAML of a fixture that would answer this request.


class Account(TypedDict):
    api_key: Optional[str]  # Its key; null: the default account.
    created_at: str  # When it was made.
    last_used_at: Optional[str]  # When it was last used; null: never.
    idle: Optional[str]  # Unused for so long, it goes by itself; null: it stays until it is removed.
    tasks: int  # How many tasks it has.


class Checkpoint(TypedDict):
    id: str  # The checkpoint's id.
    at: str  # When it was, on the account's clock.
    tasks: int  # How many tasks the account had.


class Consent(TypedDict):
    user_id: Optional[str]  # The user; null: tasks without one.
    service: str  # The service.
    state: Literal["given", "expired"]  # `expired`: the next task that needs it fails with auth_token_expired, and the one after asks again.
    granted_at: str  # When it was given, in virtual time.
    expires_at: Optional[str]  # Until when it is good; null: for good.


class TaskInBrief(TypedDict):
    id: str  # The task's id.
    number: int  # Its number in its account, from 1.
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]  # Its status now.
    prompt: str  # The beginning of its prompt.
    user_id: Optional[str]  # The user it is for; null: none.
    tool: str  # The tool, or the sub-agent, that took it.
    fixture: str  # The name of the fixture that answered.
    created_at: str  # When it was created.
    changed_at: str  # When something last happened to it.
    deliveries: int  # How many deliveries it has.
    delivery_state: Optional[Literal["scheduled", "delivered", "exhausted", "undeliverable"]]  # The worst state that one of them is in; null: there is none.
    delivery_states: List[str]  # Every state that one of them is in, as the search knows them.
    worst: Optional["DeliveryInBrief"]  # The delivery that most wants to be looked at; null: there is none.


class DeliveryInBrief(TypedDict):
    id: str  # The delivery's id.
    task_id: str  # The task whose event it is.
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]  # The event.
    state: Literal["scheduled", "delivered", "exhausted", "undeliverable"]  # What has become of it so far.
    sending: Optional[int]  # The number of the attempt on the wire; null: none is.
    attempts_made: int  # How many attempts of the schedule were made.
    attempts_allowed: int  # How many it allows.
    next_attempt_at: Optional[str]  # When the next is due; null when none is.
    attempts: List["AttemptInBrief"]  # The last of them, oldest first.


class AttemptInBrief(TypedDict):
    number: int  # Its place in the retry schedule, from 1; 0 for an edited body.
    at: str  # When it was made, in virtual time.
    status: Optional[int]  # The HTTP status of the answer; null when there was none.
    outcome: Literal["answered", "lost", "timed_out", "refused", "unreachable", "interrupted"]  # What became of it.
    ok: bool  # It was answered with 200, and the answer was not lost.
    fault: Optional[str]  # The fault that bent it; null when none did.
    by: Literal["schedule", "hand"]  # `schedule`, or `hand`: somebody ordered it.
    edited: bool  # Another body than the event's.


class RequestMockEvent(TypedDict):
    id: int
    type: Literal["request"]
    at: str
    data: "RequestEvent"


class TaskMockEvent(TypedDict):
    id: int
    type: Literal["task"]
    at: str
    data: "TaskEvent"


class DeliveryMockEvent(TypedDict):
    id: int
    type: Literal["delivery"]
    at: str
    data: "DeliveryEvent"


class SendingMockEvent(TypedDict):
    id: int
    type: Literal["sending"]
    at: str
    data: "SendingEvent"


class FaultMockEvent(TypedDict):
    id: int
    type: Literal["fault"]
    at: str
    data: "FaultEvent"


class ClockMockEvent(TypedDict):
    id: int
    type: Literal["clock"]
    at: str
    data: "ClockEvent"


class NoteMockEvent(TypedDict):
    id: int
    type: Literal["note"]
    at: str
    data: "NoteEvent"


class ResetMockEvent(TypedDict):
    id: int
    type: Literal["reset"]
    at: str
    data: "ResetEvent"


MockEvent = Union["RequestMockEvent", "TaskMockEvent", "DeliveryMockEvent", "SendingMockEvent", "FaultMockEvent", "ClockMockEvent", "NoteMockEvent", "ResetMockEvent"]


class RequestEvent(TypedDict):
    method: str  # Its method.
    path: str  # Its path.
    key: Optional[str]  # Which kind of key it had; null: none.
    status: Optional[int]  # The status of the answer; null when a fault left it out.
    task_id: Optional[str]  # The task it was about; null: none.
    tool: Optional[str]  # That task's tool.
    fixture: Optional[str]  # The fixture that answered.
    task_status: Optional[Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]]  # That task's status at that moment.
    fault: Optional[str]  # The fault that struck it; null when none did.
    duration_ms: float  # How long the answer took, in real milliseconds.
    error: Optional[Dict[str, Any]]  # The error that it was answered with; null when there was none.


TaskEvent = TypedDict("TaskEvent", {
    "task_id": str,
    "move": Literal["create", "start", "progress", "wait", "pass", "resume", "complete", "fail", "cancel"],
    "from": Optional[Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]],
    "status": Literal["pending", "running", "waiting", "complete", "failed", "cancelled"],
    "by": Literal["create", "plan", "hand", "consent"],
    "tool": str,
    "fixture": str,
    "invented": bool,
    "data": Optional[Dict[str, Any]],
}, total=True)


class DeliveryEvent(TypedDict):
    delivery_id: str  # The delivery.
    task_id: str  # The task whose event it is.
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]  # The event.
    url: Optional[str]  # Where it goes; null when no webhook URL is set.
    state: Literal["scheduled", "delivered", "exhausted", "undeliverable"]  # What has become of it so far.
    attempts_allowed: int  # How many attempts the retry schedule allows.
    attempt: Optional["Attempt"]  # The attempt that was made; null: none was.
    next_attempt_at: Optional[str]  # When the next is due; null when none is.


class SendingEvent(TypedDict):
    delivery_id: str  # The delivery.
    task_id: str  # The task whose event it is.
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]  # The event.
    url: Optional[str]  # Where it goes.
    attempt: int  # The number of the attempt.


class FaultEvent(TypedDict):
    id: str  # The fault's id.
    fault: str  # What went wrong.
    spec: str  # The fault as it was armed.
    task_id: Optional[str]  # The task it struck; null: none.
    what: str  # What it struck, in words.


class ClockEvent(TypedDict):
    mode: str  # How time moves.
    speed: float  # How fast a live clock runs.
    now: str  # The virtual time.


class NoteEvent(TypedDict):
    level: Literal["info", "warning", "error"]  # How grave it is.
    text: str  # What it is, in words.


ResetEvent = Dict[str, Any]
