"""The Node program: found, started, and never left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from ploton_mock import PlotonMockError, __version__, connect, start
from ploton_mock.process import find_command

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX processes")


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A folder with no node_modules above it, and no program named in the environment."""
    monkeypatch.delenv("PLOTON_MOCK_COMMAND", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_webhook_may_be_a_url():
    with start(webhook="http://localhost:1/app") as mock:
        assert mock.webhook.get()["url"] == "http://localhost:1/app"
        account = mock.account(webhook="http://localhost:1/other")
        assert account.webhook.get()["url"] == "http://localhost:1/other"
        mock.reset()
        assert mock.webhook.get()["url"] == "http://localhost:1/app"


def test_the_environment_names_the_program(bare, monkeypatch):
    monkeypatch.setenv("PLOTON_MOCK_COMMAND", "node '/some where/ploton-mock.js'")
    assert find_command() == ["node", "/some where/ploton-mock.js"]


def test_a_local_installation_is_found_from_a_folder_below(bare, monkeypatch):
    script = bare / "node_modules" / ".bin" / ("ploton-mock.cmd" if os.name == "nt" else "ploton-mock")
    script.parent.mkdir(parents=True)
    script.touch()
    (bare / "tests").mkdir()
    monkeypatch.chdir(bare / "tests")
    assert find_command() == [str(script)]


def test_else_npx_runs_the_same_version(bare, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert find_command() == ["/bin/npx", "--yes", f"ploton-mock@{__version__}"]


def test_without_node_the_error_says_what_to_install(bare, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(PlotonMockError, match="Install Node.js"):
        find_command()


def test_options_are_those_of_start_and_a_with_statement_ends_it():
    with start(clock="instant", seed=7, fault=["api latency by=1ms", "webhook drop"]) as mock:
        assert mock.clock.get()["mode"] == "instant"
        assert len(mock.faults.list()) == 2
    with pytest.raises(PlotonMockError) as caught:
        connect(mock.url)
    assert caught.value.code == "unreachable"


def test_a_mock_that_another_started_can_be_stopped():
    with start() as mock:
        connect(mock.url).stop()
        with pytest.raises((PlotonMockError, OSError)):
            list(mock.events())  # the stream ends when the mock does
            mock.health()


def test_it_is_found_by_its_ready_file_whatever_it_prints(tmp_path):
    for options in ({"log": "silent"}, {"log": "json"}, {"ready_file": str(tmp_path / "ready.json")}):
        with start(**options) as mock:
            assert mock.health()["status"] == "ok"
            assert (tmp_path / "ready.json").exists() == ("ready_file" in options)
    assert list(tmp_path.iterdir()) == []


def test_what_keeps_it_from_starting_is_said():
    with pytest.raises(PlotonMockError, match="--clock must be") as caught:
        start(clock="sideways")
    assert caught.value.code == "not_started"
    assert caught.value.message.index("--clock must be") < caught.value.message.index("The command line was")
    assert "PLOTON_MOCK_COMMAND" not in caught.value.message
    with pytest.raises(PlotonMockError, match="cannot be run"):
        start(command=["/no/such/program"])


@posix
def test_a_fork_that_lives_on_does_not_hold_up_the_end():
    with start() as mock:
        fork = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))
        fork.start()
    with pytest.raises(PlotonMockError):
        mock.health()
    assert fork.is_alive()
    fork.kill()
    fork.join()


def test_a_program_that_never_closes_it_leaves_nothing_behind():
    program = "from ploton_mock import start; print(start().url)"
    ended = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    with pytest.raises(PlotonMockError):
        connect(ended.stdout.strip())


@posix
def test_it_ends_with_its_parent_even_when_that_is_killed():
    program = textwrap.dedent(
        """
        import time
        from ploton_mock import start
        print(start().url, flush=True)
        time.sleep(600)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    url = parent.stdout.readline().strip()
    mock = connect(url)
    events = mock.events()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    with pytest.raises((PlotonMockError, OSError)):
        list(events)  # the stream ends when the mock does
        mock.health()
