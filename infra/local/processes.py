"""Processes that end with whoever started them, whatever happens in between."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

END_S = 20
PAUSE_S = 0.2

T = TypeVar("T")


class Broken(Exception):
    """Why it cannot go on, for whoever started it."""


def command(words: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> None:
    """Runs a command to its end; what it says is seen."""
    if subprocess.run([str(word) for word in words], cwd=folder, env=env, check=False).returncode != 0:
        raise Broken(f"`{' '.join(str(word) for word in words[:3])}` failed; what it said stands above")


@contextmanager
def running(
    words: Sequence[str | Path], folder: Path, log: Path, env: Mapping[str, str] | None = None, heard: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """Runs a program in a group of its own, so that Ctrl-C is ours alone, and ends the whole group. What it says goes to the log,
    but for its standard output if that is heard."""
    with log.open("w") as said:
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if heard else said,
            stderr=said,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """First as Ctrl-C would; what is left of the group then, is killed."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait(END_S)


def wait_for(what: str, seconds: float, look: Callable[[], T | None]) -> T:
    """What a look finds, once it finds something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(PAUSE_S)
    raise Broken(f"{what} did not come within {seconds:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
