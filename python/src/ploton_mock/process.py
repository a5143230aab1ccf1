"""Runs the Node program: finds it, starts it on a free port, hears where it is, ends it."""

import atexit
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, Deque, Dict, List, Mapping, Optional, Sequence, Union

from .api import VERSION
from .client import PlotonMock, connect
from .connection import PlotonMockError, given
from .serve import WsgiApp

#: Names the program to run, as a shell would split it.
COMMAND_VARIABLE = "PLOTON_MOCK_COMMAND"
_KEEPER = str(Path(__file__).with_name("keeper.py"))
#: As tests want it unless options or the environment say otherwise: a clock that stands still, files read once.
_DEFAULTS = {"PLOTON_MOCK_CLOCK": "frozen", "PLOTON_MOCK_WATCH": "false"}
#: Only an option sets the port: what the environment names is the developer's own mock.
_FIXED = {"PLOTON_MOCK_PORT": "0", "NO_COLOR": "1"}
#: How often, in seconds, to look whether the mock listens.
_LOOK_EVERY = 0.02
#: Seconds for what the program had started to end after it.
_PATIENCE = 5
#: So many lines of output an error shows.
_LINES_KEPT = 50


def find_command() -> List[str]:
    """The program to run: PLOTON_MOCK_COMMAND, the nearest node_modules/.bin, else npx with this package's own version."""
    named = os.environ.get(COMMAND_VARIABLE, "").strip()
    if named:
        return shlex.split(named, posix=os.name != "nt")
    script = "ploton-mock.cmd" if os.name == "nt" else "ploton-mock"
    here = Path.cwd()
    for folder in (here, *here.parents):
        local = folder / "node_modules" / ".bin" / script
        if local.exists():
            return [str(local)]
    npx = shutil.which("npx")
    if npx is None:
        raise PlotonMockError(
            503,
            "no_program",
            "ploton-mock runs on Node.js, and there is no npx here. Install Node.js 20.19 or later (https://nodejs.org), "
            f"or name the program to run in {COMMAND_VARIABLE}.",
        )
    return [npx, "--yes", f"ploton-mock@{VERSION}"]


def start(
    *,
    webhook: Union[WsgiApp, str, None] = None,
    command: Union[str, Sequence[str], None] = None,
    args: Sequence[str] = (),
    env: Optional[Mapping[str, str]] = None,
    startup_timeout: float = 120,
    **options: Any,
) -> PlotonMock:
    """Starts a mock on a free port with a frozen clock; `close()`, a with statement or the end of this process ends it.

    The options are those of ``ploton-mock start`` in snake_case: ``webhook_url``, ``clock="instant"``, ``fixtures=["dir"]``,
    ``fault="chaos 0.2"``, ``seed=7``. `webhook`: a WSGI app to serve, or a URL. `command`: the program to run, else as `find_command`
    finds it. `args`: further words of its command line. `env`: variables beside this environment's.
    `startup_timeout`: seconds; the first npx downloads the program.

    Example::

        with start(webhook=flask_app, clock="instant") as mock:
            ...
    """
    words = shlex.split(command) if isinstance(command, str) else list(command) if command else find_command()
    line = [*words, "start", *_flags({"log": "pretty", **options, "ready_file": None}), *args]
    process = _Process(line, {**_DEFAULTS, **os.environ, **_FIXED, **(env or {})}, options.get("ready_file"))
    try:
        url = process.wait_for_url(startup_timeout)
        token = options.get("control_token") or os.environ.get("PLOTON_MOCK_CONTROL_TOKEN") or None
        mock = connect(url, token=token)
        mock._on_close = process.end
        if webhook is not None:
            mock.webhook._take(webhook)
    except BaseException:
        process.end()
        raise
    return mock


def _flags(options: Mapping[str, Any]) -> List[str]:
    """Options as words of a command line. None: the program's own default."""
    flags: List[str] = []
    for name, value in given(options).items():
        flag = f"--{name.rstrip('_').replace('_', '-')}"  # from_ has another word's name in Python
        for one in _several(value):
            if isinstance(one, bool):
                flags.append(flag if one else f"--no-{flag[2:]}")
            elif one is not None:
                flags.append(f"{flag}={one}")
    return flags


def _several(value: Any) -> List[Any]:
    return value if isinstance(value, list) else [value]


#: How the program ends where an option is wrong.
_REFUSED = 2


class _Process:
    """The program under a keeper, which ends it when this process is gone, however that ends."""

    def __init__(self, line: Sequence[str], env: Dict[str, str], ready_file: Optional[str] = None):
        """`ready_file`: where the mock says that it listens; a file of our own where nobody names one."""
        self._output: Deque[str] = deque(maxlen=_LINES_KEPT)
        self._folder = tempfile.TemporaryDirectory(prefix="ploton-mock-")
        self._ready = Path(ready_file or Path(self._folder.name, "ready.json"))
        self._line = [*line, f"--ready-file={self._ready}"]
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-S", _KEEPER, *self._line],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
        )
        self._reader = threading.Thread(target=self._read, daemon=True, name="ploton-mock output")
        self._reader.start()
        atexit.register(self.end)

    def _read(self) -> None:
        assert self._child.stdout is not None
        for raw in self._child.stdout:
            self._output.append(raw.decode("utf-8", "replace").rstrip())

    def wait_for_url(self, timeout: float) -> str:
        """Where the mock is, once its ready file says so. Raises PlotonMockError with what the program printed."""
        give_up = time.monotonic() + timeout
        while True:
            ended = self._child.poll() is not None
            if not ended and self._ready.exists():  # It is put there whole.
                return str(json.loads(self._ready.read_text("utf-8"))["url"])
            if ended or time.monotonic() > give_up:
                raise self._not_started("ended before it listened" if ended else f"did not listen within {timeout:g} s")
            time.sleep(_LOOK_EVERY)

    def _not_started(self, what: str) -> PlotonMockError:
        if self._child.poll() is not None:
            self._reader.join(_PATIENCE)
        line = " ".join(shlex.quote(word) for word in self._line)
        printed = "\n".join(self._output).strip() or "It printed nothing."
        if self._child.returncode == _REFUSED:
            return PlotonMockError(400, "not_started", f"{printed}\nThe command line was: {line}")
        return PlotonMockError(503, "not_started", f"{line} {what}. {COMMAND_VARIABLE} names another program to run.\n{printed}")

    def end(self) -> None:
        """Ends the program and waits for its end."""
        atexit.unregister(self.end)
        assert self._child.stdin is not None and self._child.stdout is not None
        try:
            self._child.stdin.close()
        except OSError:
            pass  # It is gone already.
        if os.name != "nt":
            self._child.terminate()  # A fork of this process may hold the pipe, too.
        self._child.wait()
        self._reader.join(_PATIENCE)
        if not self._reader.is_alive():
            self._child.stdout.close()
        self._folder.cleanup()
