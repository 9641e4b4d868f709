"""AWS's emulator of the Lambda runtime with one program in it: started, asked, looked at, and ended in any case.

The program is initialised when its first event comes, so the first answer is that of a cold start.
"""

import http.client
import platform
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import Broken, free_port, running, wait_for
from programs import Program

ROOT = Path(__file__).resolve().parents[2]
RAPID = "lib/python3*/site-packages/samcli/local/rapid"
ARCHITECTURES = {"x86_64": "x86_64", "aarch64": "arm64"}
INVOCATIONS = "/2015-03-31/functions/function/invocations"
INITIALISED = re.compile(r"INIT REPORT\(durationMs: ([0-9.]+)\)")
START_S = 10
ANSWER_S = 60
# Whatever becomes of whoever started it, it does not outlive this.
LIFE_S = 900


@dataclass(frozen=True)
class Answer:
    posted_at_s: float
    took_ms: float
    body: bytes


@dataclass(frozen=True)
class Function:
    """A program in the emulator."""

    program: Program
    port: int
    emulator: subprocess.Popen[str]
    log: Path

    def invoke(self) -> Answer:
        """Asks it, and insists on the right answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        try:
            posted_at_s, began = time.time(), time.perf_counter()
            connection.request("POST", INVOCATIONS, self.program.event)
            body = connection.getresponse().read()
            answer = Answer(posted_at_s, (time.perf_counter() - began) * 1e3, body)
        finally:
            connection.close()
        if self.program.answer not in answer.body.replace(b" ", b""):
            raise Broken(f"{self.program.name} answered {answer.body[:300]!r}; its log: {self.log}")
        return answer

    def ready_ms(self) -> float:
        """From the start of its process until it asked for its first event."""
        found = INITIALISED.search(self.said())
        if not found:
            raise Broken(f"{self.log} does not say how long {self.program.name} took to start")
        return float(found[1])

    def processor_ms(self) -> float:
        """How long its threads have run so far."""
        threads = self.process.glob("task/*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def memory_max_mb(self) -> float:
        """The most that it had of the machine's memory so far."""
        status = (self.process / "status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024 / 1e6

    @property
    def process(self) -> Path:
        """What the kernel tells of it, once it has been asked for the first time."""
        return Path(f"/proc/{youngest(self.emulator.pid)}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def start(program: Program, folder: Path, env: dict[str, str]) -> Iterator[Function]:
    port, log = free_port(), folder / f"{program.name.replace(' ', '-')}.log"
    addresses = ["--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    addresses += ["--runtime-api-address", f"127.0.0.1:{free_port()}"]
    words: list[str | Path] = ["timeout", "--kill-after=5", str(LIFE_S), emulator(), *addresses, *program.command]
    with running(words, program.folder, log, env) as process:
        wait_for(f"the emulator of {program.name}", START_S, lambda: listens(port))
        yield Function(program, port, process, log)


def emulator() -> Path:
    """It comes with the SAM CLI."""
    name = f"aws-lambda-rie-{ARCHITECTURES[platform.machine()]}"
    found = list((ROOT / "target" / "tools" / "sam").glob(f"{RAPID}/{name}"))
    if not found:
        raise Broken(f"the SAM CLI below target/tools has no {name}: take target/tools/sam away and try again")
    return found[0]


def listens(port: int) -> bool | None:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return None


def youngest(process: int) -> int:
    """The end of a line of processes: `timeout`, the emulator, the program."""
    child = children().get(process)
    return process if child is None else youngest(child)


def children() -> dict[int, int]:
    """A child of each process that has one."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # Behind the name, which may have anything in it: the state, and the parent.
            _state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        found[int(parent)] = int(stat.parent.name)
    return found
