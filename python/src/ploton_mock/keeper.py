"""Runs a program, and ends it with all that it started as soon as standard input ends: when whoever holds the other end is gone.

npx stands between us and the mock, so a killed parent is not the mock's own: neither signals nor parent ids tell it. A pipe does.
Run by its path, and on the standard library alone, to be there fast.
"""

import os
import signal
import subprocess
import sys
import threading
from typing import Callable

#: How long the program may take to stop, in seconds.
PATIENCE = 5


def end(child: "subprocess.Popen[bytes]") -> None:
    if os.name == "nt":
        subprocess.call(["taskkill", "/T", "/F", "/PID", str(child.pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, kind)
            child.wait(PATIENCE)
            return
        except (ProcessLookupError, PermissionError):
            return  # It is gone; macOS says so in other words.
        except subprocess.TimeoutExpired:
            continue


def main(line: "list[str]") -> int:
    # Ctrl-C reaches the whole group of a terminal; it is for our parent to say what that ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(line, stdin=subprocess.DEVNULL, start_new_session=os.name != "nt")
    except OSError as error:
        print(f"{line[0]} cannot be run: {error.strerror}.", file=sys.stderr)
        return 127

    def watch() -> None:
        while os.read(0, 1 << 10):
            pass
        end(child)

    def apart(what: "Callable[[], None]") -> None:
        threading.Thread(target=what, daemon=True).start()

    def stop(_number: int, _frame: object) -> None:
        # In a thread of its own: the wait below holds what another wait of the same thread would want.
        apart(lambda: end(child))

    signal.signal(signal.SIGTERM, stop)
    apart(watch)
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
