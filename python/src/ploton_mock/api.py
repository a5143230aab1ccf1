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
    mode: Literal["live", "frozen", "instant"]
    speed: float
    now: str
    pending: List["Played"]


class Played(TypedDict):
    at: str
    label: str


class Advance(TypedDict):
    now: str
    played: List["Played"]


class TaskRecordRequest(TypedDict):
    prompt: str
    user_id: Optional[str]
    mode: Literal["live", "test"]
    metadata: Dict[str, Any]
    sub_agent: Optional[str]


class TaskRecordFixture(TypedDict):
    name: str
    why: str
    file: Optional[str]
    invented: bool  # Its result is read off the prompt.


class TaskRecordNext(TypedDict):
    at: str
    move: Literal["create", "start", "progress", "wait", "pass", "resume", "complete", "fail", "cancel"]


class _TaskRecord(TypedDict):
    id: str
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
    created_at: str
    request: "TaskRecordRequest"
    fixture: "TaskRecordFixture"
    plan: List["Step"]
    next: Optional["TaskRecordNext"]
    timeline: List["TimelineEntry"]
    deliveries: List["Delivery"]


class TaskRecord(_TaskRecord, total=False):
    tool: str
    sub_agent: str
    completed_at: str
    result: Dict[str, Any]
    error: "TaskError"
    waiting: Dict[str, Any]
    metadata: Dict[str, Any]


class _TaskError(TypedDict):
    code: str
    message: str


class TaskError(_TaskError, total=False):
    tool: str
    recoverable: bool
    suggestion: str


class _Step(TypedDict):
    after: str  # a duration such as "500ms", "3s", "1m", "2h" or "21h48m"
    move: Literal["start", "progress", "wait", "complete", "fail"]


class Step(_Step, total=False):
    data: Dict[str, Any]


class TimelineEntryDeadlines(TypedDict):
    at: str
    move: Literal["resume", "fail"]


class _TimelineEntry(TypedDict):
    at: str
    move: Literal["create", "start", "progress", "wait", "pass", "resume", "complete", "fail", "cancel"]
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
    by: Literal["create", "plan", "hand", "consent"]
    step: Optional[int]
    data: Optional[Dict[str, Any]]


class TimelineEntry(_TimelineEntry, total=False):
    deadlines: List["TimelineEntryDeadlines"]
    page: str


class DeliverySending(TypedDict):
    attempt: int
    since: str
    for_ms: float


class Delivery(TypedDict):
    id: str
    task_id: str
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]
    url: Optional[str]
    state: Literal["scheduled", "delivered", "exhausted", "undeliverable"]
    next_attempt_at: Optional[str]
    attempts_allowed: int
    sending: Optional["DeliverySending"]
    body: str  # The bytes that are signed, as text.
    json: Any  # What the body says; null where it is no JSON.
    truncated: bool  # The body is its first 64 KiB, as in a task's record.
    signature: str
    attempts: List["Attempt"]


class AttemptRequest(TypedDict):
    headers: Dict[str, str]
    body: Optional[str]
    truncated: bool


class AttemptResponse(TypedDict):
    status: int
    headers: Dict[str, str]
    body: str
    json: Any  # What the body says; null where it is no JSON.
    truncated: bool


class Attempt(TypedDict):
    number: int
    at: str
    url: str
    fault: Optional[str]
    status: Optional[int]  # Of the answer; null when there was none.
    outcome: Literal["answered", "lost", "timed_out", "refused", "unreachable", "interrupted"]
    error: Optional[str]
    by: Literal["schedule", "hand"]
    edited: bool
    request: "AttemptRequest"
    response: Optional["AttemptResponse"]
    duration_ms: float
    diagnosis: Optional[str]


class Story(TypedDict):
    lines: List[str]
    task: "TaskRecord"


class Webhook(TypedDict):
    url: Optional[str]
    secret: str
    timeout: str  # a duration such as "500ms", "3s", "1m", "2h" or "21h48m"
    retry: List[str]


class RequestRecord(TypedDict):
    id: str
    at: str
    method: str
    path: str
    key: Optional[str]
    headers: Dict[str, Union[str, List[str]]]
    body: str
    json: Any  # What the body says; null where it is no JSON.
    status: Optional[int]
    response_body: str
    response_json: Any  # What the body says; null where it is no JSON.
    task_id: Optional[str]
    fault: Optional[str]
    duration_ms: float


class _Fault(TypedDict):
    id: str
    on: Optional[Literal["webhook", "api"]]
    fault: Literal["status", "drop", "timeout", "lost-ack", "duplicate", "delay", "reorder", "bad-signature", "wrong-secret", "missing-signature", "malformed-signature", "tampered-body", "reformatted", "truncate", "reset", "slow", "before-response", "rate-limited", "server-error", "unauthorized", "forbidden", "latency", "hang", "malformed-json", "empty", "lost-response", "chaos"]
    times: Optional[int]
    probability: Optional[float]
    left: Optional[int]
    strikes: int
    spec: str


class Fault(_Fault, total=False):
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]
    attempt: int
    task_id: str
    delivery_id: str
    fixture: str
    route: Literal["create", "list", "get", "cancel", "delete"]
    status: int
    by: str  # a duration such as "500ms", "3s", "1m", "2h" or "21h48m"
    retry_after: int


class Fixture(TypedDict):
    name: str
    description: str
    origin: Literal["user", "shipped", "program"]
    file: Optional[str]
    priority: int
    tool: Optional[str]
    when: Dict[str, Any]
    plans: List[List["FixtureStep"]]  # In a file's words; one for each time, the last or all again after that.


class FixtureStepStart(TypedDict):
    pass


class _FixtureStepWait(TypedDict):
    reason: str  # Why the task waits, for the user's eyes.


class FixtureStepWait(_FixtureStepWait, total=False):
    service: str  # The service to be authorised; the event then carries auth_url.
    consent: Literal["auto", "ask", "deny"]  # What happens when nobody answers: approved, left open, or denied.
    expires: Union[str, float]  # After this long the task fails.
    lasts: Union[str, float]  # How long an approval is good for; the next task after that fails with auth_token_expired.
    input_request: Any  # What other input is asked for, when it is no authorisation: { type: approval | choice | text, … }.


class _FixtureStepFail(TypedDict):
    code: str  # Such as auth_token_expired.
    message: str


class FixtureStepFail(_FixtureStepFail, total=False):
    tool: str
    recoverable: bool
    suggestion: str


class FixtureStep(TypedDict, total=False):
    after: Union[str, float]  # Time since the step before: a duration such as "500ms", "3s", "1m", "2h" or "21h48m", or a range such as "2s..5s".
    start: Optional[Union[bool, "FixtureStepStart"]]  # First step only: the task begins pending and starts now.
    progress: Union[str, Dict[str, Any]]  # A milestone (task.progress): a message, or an object with a message.
    wait: "FixtureStepWait"  # The task pauses for the user (task.waiting) and goes on when the answer is there.
    complete: Union[Dict[str, Any], List[Any]]  # The result (task.complete). A list is wrapped: { items: [...] }.
    fail: "FixtureStepFail"  # The task fails with this error (task.failed).


class FixtureProblem(TypedDict):
    file: str
    line: int
    column: int
    path: str
    message: str
    text: str


class _ExplanationWinner(TypedDict):
    name: str
    why: str
    plan: List["FixtureStep"]  # In a file's words; of several the first.


class ExplanationWinner(_ExplanationWinner, total=False):
    file: str
    plans: List[List["FixtureStep"]]  # All, when there are several.
    inferred: Dict[str, Any]  # The result that the next task with this prompt gets, where $infer makes it.
    schema: Dict[str, Any]  # What $infer reads off this prompt, as JSON Schema.
    acknowledges: bool  # The prompt asks for something to be done, and for nothing to be told.


class _ExplanationLosers(TypedDict):
    name: str
    failed: str
    nearness: float


class ExplanationLosers(_ExplanationLosers, total=False):
    file: str


class Explanation(TypedDict):
    winner: Optional["ExplanationWinner"]
    losers: List["ExplanationLosers"]
    suggestion: str


class Account(TypedDict):
    api_key: Optional[str]  # null: the default account
    created_at: str
    last_used_at: Optional[str]
    idle: Optional[str]
    tasks: int


class Checkpoint(TypedDict):
    id: str
    at: str
    tasks: int


class Consent(TypedDict):
    user_id: Optional[str]
    service: str
    state: Literal["given", "expired"]
    granted_at: str
    expires_at: Optional[str]


class TaskInBrief(TypedDict):
    id: str
    number: int
    status: Literal["pending", "running", "waiting", "complete", "failed", "cancelled"]
    prompt: str
    user_id: Optional[str]
    tool: str
    fixture: str
    created_at: str
    changed_at: str
    deliveries: int
    delivery_state: Optional[Literal["scheduled", "delivered", "exhausted", "undeliverable"]]
    delivery_states: List[str]
    worst: Optional["DeliveryInBrief"]


class DeliveryInBrief(TypedDict):
    id: str
    task_id: str
    event: Literal["task.complete", "task.failed", "task.progress", "task.waiting"]
    state: Literal["scheduled", "delivered", "exhausted", "undeliverable"]
    sending: Optional[int]
    attempts_made: int
    attempts_allowed: int
    next_attempt_at: Optional[str]
    attempts: List["AttemptInBrief"]


class AttemptInBrief(TypedDict):
    number: int
    at: str
    status: Optional[int]
    outcome: Literal["answered", "lost", "timed_out", "refused", "unreachable", "interrupted"]
    ok: bool
    fault: Optional[str]
    by: Literal["schedule", "hand"]
    edited: bool
