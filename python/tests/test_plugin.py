"""The pytest plugin, as users' suites have it: each story runs a small suite of its own."""

import importlib.util

import pytest

needs_xdist = pytest.mark.skipif(importlib.util.find_spec("xdist") is None, reason="pytest-xdist is not installed")
WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity"


@pytest.fixture
def suite(pytester, monkeypatch, ploton_mock):
    """A folder of its own, with a session of its own in this process; with `starts` it has no mock yet, else it uses the one of this session."""

    def run(text, *words, starts=False):
        if starts:
            monkeypatch.delenv("PLOTON_MOCK_URL", raising=False)
        else:
            monkeypatch.setenv("PLOTON_MOCK_URL", ploton_mock.url)
        pytester.makepyfile(text)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *words)

    return run


def test_each_test_has_an_account_and_bytes_of_its_own(suite):
    result = suite(
        f"""
        import pytest
        seen = set()

        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_alone(ploton, n):
            assert ploton.tasks.list() == []
            seen.add(ploton.tasks.create("{WEATHER}")["id"])
            assert len(seen) == n
        """
    )
    result.assert_outcomes(passed=3)


def test_every_run_sends_the_same(suite):
    text = f"""
        def test_one(ploton):
            print("id", ploton.tasks.create("{WEATHER}")["id"])
        """
    ids = [[line for line in suite(text, "-s", starts=starts).outlines if "id task_" in line] for starts in (False, True)]
    assert len(ids[0]) == 1
    assert ids[0] == ids[1]


def test_a_test_that_comes_again_sends_other_bytes(suite, pytester):
    text = f"""
        seen = []

        def test_one(ploton):
            seen.append(ploton.tasks.create("{WEATHER}")["id"])
            assert len(set(seen)) == len(seen)
            print("so many", len(seen))
        """
    file = f"{pytester.path.name.rstrip('0123456789')}.py"
    result = suite(text, "-s", "--keep-duplicates", file, file)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*so many 2*"])


def test_the_story_of_a_failure_is_printed(suite):
    result = suite(
        f"""
        def test_wrong(ploton):
            ploton.tasks.create("{WEATHER}")
            ploton.clock.advance("3s")
            assert False

        def test_right(ploton):
            ploton.tasks.create("This is not told of")
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*what happened on ploton-mock*", "task_* complete *", "*created, running*"])
    result.stdout.no_fnmatch_line("*This is not told of*")


def test_the_ini_file_and_marks_have_options(suite, pytester):
    pytester.makeini("[pytest]\nploton_mock_options = --clock instant --retry none -w http://localhost:1/hook\n")
    result = suite(
        """
        import pytest

        def test_as_the_file_says(ploton):
            assert ploton.clock.get()["mode"] == "instant"
            assert ploton.webhook.get()["retry"] == []
            assert ploton.webhook.get()["url"] == "http://localhost:1/hook"

        @pytest.mark.ploton(clock="frozen", seed="mine")
        class TestOthers:
            def test_as_the_mark_says(self, ploton):
                assert ploton.clock.get()["mode"] == "frozen"

            @pytest.mark.ploton(clock="live")
            def test_the_nearest_goes_first(self, ploton):
                assert ploton.clock.get()["mode"] == "live"
        """,
        "--strict-markers",
        starts=True,
    )
    result.assert_outcomes(passed=3)


def test_a_mock_that_cannot_start_says_why(suite, pytester):
    pytester.makeini("[pytest]\nploton_mock_options = --clock sideways\n")
    result = suite("def test_one(ploton): pass", starts=True)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*--clock must be*"])


def test_a_mock_that_runs_already_is_used(suite, monkeypatch):
    monkeypatch.setenv("PLOTON_MOCK_COMMAND", "/no/such/program")
    text = """
        import os

        def test_one(ploton):
            assert ploton.url == os.environ["PLOTON_MOCK_URL"]
        """
    suite(text).assert_outcomes(passed=1)


def test_no_mock_is_started_where_no_test_asks(suite, pytester):
    pytester.makeini("[pytest]\nploton_mock_command = /no/such/program\n")
    suite("def test_one(): pass", starts=True).assert_outcomes(passed=1)


@needs_xdist
def test_all_workers_share_one_mock(suite, pytester):
    log = pytester.path / "urls"
    log.mkdir()
    result = suite(
        f"""
        import pathlib
        import pytest

        @pytest.mark.parametrize("n", range(12))
        def test_one(ploton, ploton_mock, worker_id, n):
            (pathlib.Path({str(log)!r}) / f"{{worker_id}}-{{n}}").write_text(ploton_mock.url)
            ploton.tasks.create("{WEATHER}")
            assert len(ploton.tasks.list()) == 1
        """,
        "-n",
        "3",
        starts=True,
    )
    result.assert_outcomes(passed=12)
    assert len({path.read_text() for path in log.iterdir()}) == 1
    assert len({path.name.split("-")[0] for path in log.iterdir()}) > 1


@needs_xdist
def test_workers_hear_why_it_cannot_start(suite, pytester):
    pytester.makeini("[pytest]\nploton_mock_options = --clock sideways\n")
    result = suite("def test_one(ploton): pass\ndef test_two(ploton): pass", "-n", "2", starts=True)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*--clock must be*"])


def test_a_failure_shows_the_line_that_called_and_nothing_below(suite):
    result = suite(
        """
        def test_wrong(ploton):
            ploton.tasks.get("task_none")
        """
    )
    result.assert_outcomes(failed=1)
    for inner in ("def _ask", "def _call", "def get"):
        assert inner not in result.stdout.str()
    result.stdout.fnmatch_lines([">*ploton.tasks.get(*", "E*There is no task*"])


def test_an_unknown_setting_of_the_mark_is_named_with_the_one_that_was_meant(suite):
    result = suite(
        """
        import pytest

        @pytest.mark.ploton(clok="instant")
        def test_wrong(ploton):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['*has no setting clok. Did you mean "clock"?*'])
