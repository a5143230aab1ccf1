"""The pytest plugin: `ploton`, an isolated account for each test, and `ploton_mock`, the mock that a session's tests share."""

import difflib
import inspect
import os
from collections import Counter
from typing import Any, Dict, Generator, Iterator, List, Mapping, Optional, cast

import pytest

from .client import PlotonMock, connect
from .connection import PlotonMockError, hidden
from .process import start
from .sharing import Offer, ask

__tracebackhide__ = hidden

#: So many tasks of a failed test are told of, the last ones.
MOST_TOLD = 5
_OFFER = pytest.StashKey[Offer]()
_SEEN = pytest.StashKey["Counter[str]"]()
_ACCOUNT = pytest.StashKey[PlotonMock]()
_WORKER_INPUT = "ploton_mock"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("ploton_mock_options", "words for `ploton-mock start`, such as: --clock instant --seed 7", type="args")
    parser.addini("ploton_mock_command", "the program to run; else PLOTON_MOCK_COMMAND, node_modules/.bin, npx", default="")
    parser.addini("ploton_mock_url", "a mock that runs already; else PLOTON_MOCK_URL, else one is started", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "ploton(**settings): settings of the test's account, such as clock='instant' or retry='none'"
    )


@pytest.fixture(scope="session")
def ploton_mock(request: pytest.FixtureRequest) -> Iterator[PlotonMock]:
    """The session's mock, as its default account: one for all workers of pytest-xdist; started when a test first asks for it."""
    mock = _session_mock(request.config)
    yield mock
    mock.close()


@pytest.fixture
def ploton(request: pytest.FixtureRequest, ploton_mock: PlotonMock) -> Iterator[PlotonMock]:
    """An account of it for this test alone: its own key, clock, tasks, webhook and faults; gone when the test ends.

    Its seed is the test's name, so that no two tests send the same bytes, and every run sends the same.
    ``@pytest.mark.ploton(clock="instant")`` gives it other settings. When the test fails, the stories of its tasks are printed.

    Example::

        def test_the_report_is_there(ploton):
            ploton.webhook.serve(app)
            task = ploton.tasks.create("Look up the current weather in Paris")
            ploton.clock.advance("3s")
    """
    account = ploton_mock.account(**_settings(request, ploton_mock))
    request.node.stash[_ACCOUNT] = account
    yield account
    del request.node.stash[_ACCOUNT]
    account.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    report: Any = outcome.get_result()
    account = item.stash.get(_ACCOUNT, None)
    if report.failed and account is not None:
        report.sections.append(("what happened on ploton-mock", _stories(account)))


def _stories(account: PlotonMock) -> str:
    try:
        tasks = account.tasks.list(limit=MOST_TOLD)
        return "\n".join(account.story(task["id"]) for task in reversed(tasks)) or "No task was created."
    except PlotonMockError as error:
        return str(error)


def _settings(request: pytest.FixtureRequest, mock: PlotonMock) -> Dict[str, Any]:
    settings: Dict[str, Any] = {"seed": _seed(request)}
    webhook = mock.webhook.get()
    if webhook["url"] is not None:
        settings.update(webhook_url=webhook["url"], webhook_secret=webhook["secret"])
    for mark in reversed(list(request.node.iter_markers("ploton"))):
        _refuse_unknown(mark.kwargs)
        settings.update(mark.kwargs)
    if settings.get("from_") is not None:
        del settings["seed"]  # The checkpoint's own goes on.
    return settings


#: What the mark may set.
_ALLOWED = [name for name in inspect.signature(PlotonMock.account).parameters if name != "self"]


def _refuse_unknown(settings: Mapping[str, Any]) -> None:
    for name in settings:
        if name not in _ALLOWED:
            near = difflib.get_close_matches(name, _ALLOWED, 1)
            meant = f' Did you mean "{near[0]}"?' if near else ""
            message = f"@pytest.mark.ploton has no setting {name}.{meant} Allowed: {', '.join(_ALLOWED)}."
            raise PlotonMockError(400, "bad_option", message)


def _seed(request: pytest.FixtureRequest) -> str:
    """The test's name, and how often it came before: one that is tried again is to send other bytes, too."""
    nothing: "Counter[str]" = Counter()
    seen = request.config.stash.setdefault(_SEEN, nothing)
    name = str(request.node.nodeid)
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _session_mock(config: pytest.Config) -> PlotonMock:
    token = os.environ.get("PLOTON_MOCK_CONTROL_TOKEN") or None
    url = _ini(config, "ploton_mock_url") or os.environ.get("PLOTON_MOCK_URL")
    if url:
        return connect(url, token=token)
    worker: Optional[Dict[str, Any]] = getattr(config, "workerinput", None)
    if worker is not None:
        return connect(ask(worker[_WORKER_INPUT]), token=token)
    return _start(config)


def _start(config: pytest.Config) -> PlotonMock:
    words = cast(List[str], config.getini("ploton_mock_options"))
    return start(command=_ini(config, "ploton_mock_command") or None, args=words or [])


def _ini(config: pytest.Config, name: str) -> str:
    value: object = config.getini(name)
    return str(value or "")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """For each worker of pytest-xdist, in its controller: where to ask for the mock."""
    config: pytest.Config = node.config
    offer = config.stash.get(_OFFER, None)
    if offer is None:
        offer = config.stash[_OFFER] = Offer(lambda: _start(config))
    node.workerinput[_WORKER_INPUT] = offer.ticket


def pytest_unconfigure(config: pytest.Config) -> None:
    offer = config.stash.get(_OFFER, None)
    if offer is not None:
        offer.close()
