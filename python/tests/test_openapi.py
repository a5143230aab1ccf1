"""The client is held to the OpenAPI document: every operation has a method, every field of it a parameter, and no more."""

import inspect
from collections import defaultdict

import pytest

from ploton_mock import PlotonMock, api
from ploton_mock.connection import UNSET, Connection

# Pages for people and their browsers: tasks.answer is what a program has in their place.
PAGES = {"showConsent", "answerConsent"}
# What connect() asks before there is an object.
AT_CONNECT = {"getEnvironment"}
# What is not the same by name: a fixture is one argument, a move's payload may also be the body itself, a page goes by itself.
WHOLE_BODIES = {"useFixture"}
EITHER_WAY = {"failTask": {"code", "message", "tool", "recoverable", "suggestion"}}
LIST_FIELDS = {"limit", "offset"}


class Recorder(Connection):
    """Notes what would have been asked, and answers so that every method goes on to its end."""

    def __init__(self):
        super().__init__("http://localhost:1", "pk_test_recorded")
        self.asked = defaultdict(set)

    def call(self, operation, params=None, query=None, body=None):
        self.asked[operation] |= {*(params or {}), *(query or {}), *(body or {})}
        return Anything()

    def stream(self, operation, last_event_id=None):
        self.asked[operation] |= set()
        return iter(())


class Anything(dict):
    def __missing__(self, name):
        return [] if name in ("data", "lines", "ids", "problems") else False if name == "has_more" else "something"


def methods():
    mock = PlotonMock(Recorder(), api_key="pk_test_recorded", webhook_secret="whsec_recorded")
    mock.tasks._app = mock._connection
    parts = {name: part for name, part in vars(mock).items() if not name.startswith("_")}
    for place, owner in [("", mock), *parts.items()]:
        for name, method in inspect.getmembers(owner, inspect.ismethod):
            if not name.startswith("_") and name not in ("close", "call", "serve"):
                yield f"{place}.{name}".lstrip("."), method, mock


def call_in_every_way(method):
    """With what must be given, and with each other argument beside it."""
    parameters = inspect.signature(method).parameters.values()
    required = {one.name: value_for(one) for one in parameters if one.default is inspect.Parameter.empty}
    ways = [required, *({**required, one.name: value_for(one)} for one in parameters if one.name not in required)]
    for way in ways:
        method(**way)


def value_for(parameter):
    if parameter.name == "webhook":
        return None
    if "Mapping" in str(parameter.annotation):
        return {"field": "value"}
    return ["value"] if parameter.name in ("ids", "keep") else 1 if parameter.name in ("limit", "offset") else "value"


@pytest.fixture(scope="module")
def asked():
    found = defaultdict(set)
    for _, method, mock in methods():
        call_in_every_way(method)
        for operation, fields in mock._connection.asked.items():
            found[operation] |= fields
    return found


def operations(document):
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def fields_of(operation, document):
    named = {one["name"] for one in operation.get("parameters", [])}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})

    def properties(schema):
        if "$ref" in schema:
            return properties(document["components"]["schemas"][schema["$ref"].split("/")[-1]])
        return {*schema.get("properties", {}), *(field for form in schema.get("anyOf", []) for field in properties(form))}

    return named | properties(body)


def test_the_routes_are_those_of_the_running_mock(ploton_mock):
    document = ploton_mock.openapi()
    assert {name: route[:2] for name, route in operations(document).items()} == api.ROUTES
    assert document["info"]["version"] == api.VERSION


def test_every_operation_has_a_method(ploton_mock, asked):
    control = {name for name, (_, path, _) in operations(ploton_mock.openapi()).items() if path.startswith("/_mock")}
    assert control - PAGES - AT_CONNECT - set(asked) == set()


def test_every_field_of_every_operation_can_be_given(ploton_mock, asked):
    document = ploton_mock.openapi()
    missing = {}
    for name, (_, _, operation) in operations(document).items():
        if name in WHOLE_BODIES or name not in asked:
            continue
        lacking = fields_of(operation, document) - asked[name] - EITHER_WAY.get(name, set())
        if lacking:
            missing[name] = lacking
    assert missing == {}


def test_no_field_is_given_that_no_operation_has(ploton_mock, asked):
    document = ploton_mock.openapi()
    known = operations(document)
    strange = {}
    for name, fields in asked.items():
        body = known[name][2].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if name in WHOLE_BODIES or body.get("additionalProperties") not in (None, False):
            continue
        extra = fields - fields_of(known[name][2], document) - LIST_FIELDS
        if extra:
            strange[name] = extra
    assert strange == {}


def test_every_method_says_what_it_does():
    assert [name for name, method, _ in methods() if not inspect.getdoc(method)] == []


def test_what_was_left_out_is_not_sent():
    recorder = Recorder()
    mock = PlotonMock(recorder, api_key="pk_test_recorded", webhook_secret="whsec_recorded")
    mock.webhook.set()
    mock.consents.revoke()
    assert recorder.asked["setWebhook"] == recorder.asked["revokeConsent"] == set()
    mock.webhook.set(url=None)
    mock.consents.revoke(user_id=None)
    assert recorder.asked == {"setWebhook": {"url"}, "revokeConsent": {"user_id"}}
    assert not UNSET
