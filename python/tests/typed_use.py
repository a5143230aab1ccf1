"""A program as a type checker sees it; checked, not run: what records hold, what is taken, what may be missing."""

from typing import Dict, List, Optional

from ploton_mock import PlotonMock, PlotonMockError, connect, start


def read_everything(mock: PlotonMock) -> None:
    task = mock.tasks.create("Connect to the CRM")
    record = mock.wait_for(task["id"], "delivered", timeout="5s")
    status: str = record["status"]
    result: Optional[Dict[str, object]] = record.get("result")
    prompt: str = record["request"]["prompt"]
    lines: List[str] = mock.story(record["id"]).splitlines()
    statuses: List[Optional[int]] = [
        attempt["status"] for delivery in mock.deliveries.list(task_id=record["id"]) for attempt in delivery["attempts"]
    ]
    booked: List[str] = [one["label"] for one in mock.clock.get()["pending"]]
    print(status, result, prompt, lines, statuses, booked)


def steer(mock: PlotonMock) -> None:
    now: str = mock.clock.advance("3s")["now"]
    fault = mock.faults.add(on="webhook", fault="lost-ack", event="task.complete", attempt=1)
    strikes: int = fault["strikes"]
    mock.fixtures.use({"name": "mine", "plan": [{"after": "1s", "complete": {"ok": True}}]})
    mock.consents.grant(user_id="user_123", service="crm")
    mock.deliveries.redeliver("dlv_1", body="{}")
    account: PlotonMock = mock.account(clock="instant", seed="a test")
    account.close()
    print(now, strikes)


def main() -> None:
    with start(clock="instant", fixtures=["tests/fixtures"]) as mock:
        read_everything(mock)
        steer(connect(mock.url, api_key=mock.api_key))
        try:
            mock.tasks.get("task_none")
        except PlotonMockError as error:
            code: str = error.code
            print(error.status, code, error.message)
