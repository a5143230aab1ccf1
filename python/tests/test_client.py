"""Usage stories: a test author's hands, in Python."""

import datetime

import pytest

from ploton_mock import PlotonMockError, connect, sign_body, start, verify_signature

WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity"
CRM = "Pull all open deals from user_123's CRM account. Return deal name, amount, stage, and expected close date."


def test_three_seconds_bring_the_webhook(ploton, handler):
    task = ploton.tasks.create(WEATHER)
    assert handler.events == []
    ploton.clock.advance("3s")
    [event] = handler.events
    assert event["task_id"] == task["id"]
    assert event["data"]["temperature"] == "62°F"
    assert ploton.wait_for(task["id"])["status"] == "complete"


def test_lengths_of_time_and_instants_may_be_pythons_own(ploton):
    ploton.clock.advance(datetime.timedelta(minutes=1, milliseconds=500))
    assert ploton.clock.now() == "2025-06-15T14:23:00.500Z"
    there = datetime.datetime(2025, 6, 15, 17, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    assert ploton.clock.advance(to=there)["now"] == "2025-06-15T15:00:00Z"
    with pytest.raises(PlotonMockError, match="time zone"):
        ploton.clock.advance(to=datetime.datetime(2025, 6, 15, 18, 0))


def test_what_the_mock_refuses_is_raised_in_its_own_words(ploton):
    with pytest.raises(PlotonMockError) as caught:
        ploton.tasks.get("task_none")
    assert (caught.value.status, caught.value.code) == (404, "task_not_found")
    assert "task_none" in caught.value.message
    assert "task_none" in str(caught.value)
    assert "tasks.list() lists those there are" in caught.value.message
    with pytest.raises(PlotonMockError, match="What was given must have either"):
        ploton.clock.advance()


def test_an_id_that_would_change_the_path_names_nothing(ploton):
    for stray in ("", "..", "a/b"):
        with pytest.raises(PlotonMockError) as caught:
            ploton.tasks.get(stray)
        assert caught.value.status == 404


def test_what_json_cannot_hold_is_refused(ploton):
    task = ploton.tasks.create(WEATHER)
    for result in ({"n": float("nan")}, {"set": {1}}):
        with pytest.raises(PlotonMockError, match="cannot be written as JSON"):
            ploton.tasks.complete(task["id"], result)


def test_a_wait_that_nothing_ends_says_what_it_waits_for(ploton):
    task = ploton.tasks.create(WEATHER)
    with pytest.raises(PlotonMockError, match="frozen"):
        ploton.wait_for(task["id"])


def test_moves_by_hand_come_back_when_the_handler_has_answered(ploton, handler):
    [first, second, third] = [ploton.tasks.create(f"Do thing {n}")["id"] for n in "abc"]
    ploton.tasks.progress(first, "half way")
    ploton.tasks.complete(first, {"done": True})
    ploton.tasks.fail(second, {"code": "tool_error", "message": "It broke."})
    ploton.tasks.wait(third, service="crm", consent="ask")
    ploton.tasks.deny(third)
    said = [(event["event"], event["task_id"]) for event in handler.events]
    assert said == [
        ("task.progress", first),
        ("task.complete", first),
        ("task.failed", second),
        ("task.waiting", third),
        ("task.failed", third),
    ]
    assert handler.events[0]["data"] == {"message": "half way"}


def test_a_user_approves(ploton, handler):
    task = ploton.tasks.create("Do a thing")["id"]
    ploton.tasks.wait(task, service="crm", consent="ask")
    assert ploton.tasks.approve(task)["status"] == "running"
    assert [one["service"] for one in ploton.consents.list()] == ["crm"]
    ploton.consents.revoke(user_id=None, service="crm")
    assert ploton.consents.list() == []
    ploton.consents.grant(user_id="user_1", service="crm")
    assert [one["user_id"] for one in ploton.consents.list()] == ["user_1"]


def test_a_fault_by_spec_or_by_fields(ploton, handler):
    ploton.faults.add("webhook lost-ack attempt=1")
    ploton.faults.add(on="webhook", fault="status", status=503, attempt=2)
    ploton.tasks.create(WEATHER)
    ploton.clock.advance("1h")
    [delivery] = ploton.deliveries.list()
    assert [one["fault"] is not None for one in delivery["attempts"]] == [True, True, False]
    assert len(handler.events) == 2
    ploton.faults.clear()
    assert ploton.faults.list() == []


def test_a_fixture_of_the_test_answers(ploton):
    ploton.fixtures.use(
        {
            "name": "no-deals",
            "when": {"prompt": {"contains": "open deals"}},
            "plan": [{"after": "2s", "complete": {"deals": []}}],
        }
    )
    assert ploton.fixtures.explain(CRM)["winner"]["name"] == "no-deals"
    task = ploton.tasks.create(CRM, user_id="user_123", metadata={"source": "test"})
    ploton.clock.run_until_idle()
    assert ploton.tasks.get(task["id"])["result"] == {"deals": []}


def test_lists_hold_all_there_is_and_a_limit_so_many(ploton, monkeypatch):
    monkeypatch.setattr("ploton_mock.client._WHOLE_PAGE", 2)
    ids = [ploton.tasks.create(f"Thing {n}")["id"] for n in range(5)]
    assert [task["id"] for task in ploton.tasks.list()] == ids[::-1]
    assert [task["id"] for task in ploton.tasks.list(limit=3)] == ids[:1:-1]
    assert len(ploton.requests.list()) == 5


def test_a_story_tells_what_happened(ploton, handler):
    handler.status = 500
    task = ploton.tasks.create(WEATHER)["id"]
    ploton.clock.advance("3s")
    story = ploton.story(task)
    assert task in story and "500" in story
    assert ploton.story_record(task)["task"]["id"] == task


def test_events_come_as_they_happen(ploton):
    task = ploton.tasks.create(WEATHER)["id"]
    events = ploton.events(last_event_id="0")
    first = next(event for event in events if event["event"] == "task")
    events.close()
    assert first["data"]["data"]["task_id"] == task


def test_an_account_is_gone_when_it_is_closed(ploton_mock):
    with ploton_mock.account(clock="instant") as account:
        assert account.clock.get()["mode"] == "instant"
        assert account.env["PLOTON_API_KEY"] == account.api_key != ploton_mock.api_key
    with pytest.raises(PlotonMockError) as caught:
        account.tasks.list()
    assert caught.value.status == 401


def test_a_reset_keeps_the_served_webhook(ploton, handler):
    ploton.tasks.create(WEATHER)
    ploton.reset(seed="another")
    ploton.tasks.create(WEATHER)
    ploton.clock.advance("3s")
    assert len(handler.events) == 1


def test_accounts_go_on_from_a_moment_that_was_kept(ploton, tmp_path):
    task = ploton.tasks.create(WEATHER)["id"]
    moment = ploton.checkpoint()
    ploton.clock.advance("3s")
    with ploton.account(from_=moment) as other:
        assert other.tasks.get(task)["status"] == "running"
        other.clock.advance("3s")
        assert other.tasks.get(task)["status"] == "complete"
    file = tmp_path / "moment"
    file.write_text(ploton.checkpoint_file(moment), encoding="utf-8")
    with start(from_=str(file)) as mock:
        assert mock.tasks.get(task)["status"] == "running"


def test_an_operation_may_be_called_by_its_name(ploton):
    task = ploton.tasks.create(WEATHER)["id"]
    assert ploton.call("v1_getTask", {"id": task}) == {**ploton.tasks.create(WEATHER), "id": task}
    assert ploton.call("getTask", {"id": task})["fixture"]["name"] == "weather-san-francisco"


def test_where_no_mock_is_the_error_says_how_to_start_one():
    with pytest.raises(PlotonMockError, match="npx ploton-mock") as caught:
        connect("http://localhost:1")
    assert caught.value.code == "unreachable"
    with pytest.raises(PlotonMockError, match="must be a URL"):
        connect("localhost")


@pytest.mark.parametrize(
    "fault, code, what",
    [
        ("lost-response", "connection_broken", "closed before an answer came"),
        ("reset", "connection_broken", "closed before an answer came"),
        ("malformed-json", "broken_answer", "is no JSON"),
        ("empty", "broken_answer", "is empty"),
    ],
)
def test_a_fault_that_strikes_the_clients_own_call_is_told(ploton, fault, code, what):
    ploton.faults.add(f"api {fault}")
    with pytest.raises(PlotonMockError, match=what) as caught:
        ploton.tasks.create(WEATHER)
    assert caught.value.code == code
    assert "see tasks.list(), and faults.list()" in caught.value.message


def test_another_server_is_not_taken_for_a_mock(ploton, handler):
    url = ploton.webhook.get()["url"].rsplit("/", 1)[0]
    with pytest.raises(PlotonMockError, match="another server") as caught:
        connect(url)
    assert caught.value.code == "not_a_mock"


def test_an_asgi_app_is_refused_with_a_way_out(ploton):
    async def app(scope, receive, send):
        pass

    with pytest.raises(PlotonMockError, match="uvicorn"):
        ploton.webhook.serve(app)


def test_the_documented_signature_is_made_and_verified():
    body = (
        '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z",'
        '"data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}'
    )
    signature = "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1"
    assert sign_body(body, "whsec_test_secret") == signature
    assert verify_signature(body.encode(), signature, "whsec_test_secret")
    for wrong in (None, "", signature[:-1], signature + "0", signature.upper(), "é" * 64, "\udcff"):
        assert not verify_signature(body, wrong, "whsec_test_secret")


@pytest.mark.parametrize("secret", ["", None])
def test_a_signature_needs_a_secret(secret):
    with pytest.raises(TypeError, match="secret is empty"):
        sign_body("{}", secret)
    with pytest.raises(TypeError, match="secret is empty"):
        verify_signature("{}", None, secret)


@pytest.mark.parametrize("body", [None, {"event": "task.complete"}, 5])
def test_a_signature_is_of_raw_bytes(body):
    with pytest.raises(TypeError, match="raw bytes, not the parsed body"):
        sign_body(body, "whsec_test_secret")
    with pytest.raises(TypeError, match="raw bytes, not the parsed body"):
        verify_signature(body, "0" * 64, "whsec_test_secret")
