"""How long each program takes: all cold in turns, then all warm in turns, so that other work of the machine meets all.

It knows nothing of what they do, but for the line that tells a decision.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import rie
from account import Account
from programs import Program

# Beside the events that are counted, so many come first: caches and connections are as in operation then.
UNCOUNTED = 5


@dataclass
class Measured:
    """Of one program, in the order in which it was measured."""

    ready_ms: list[float] = field(default_factory=list)
    answered_ms: list[float] = field(default_factory=list)
    processor_ms: list[float] = field(default_factory=list)
    decided_ms: list[float] = field(default_factory=list)
    warm_ms: list[float] = field(default_factory=list)
    memory_max_mb: float = 0


Measurements = dict[str, Measured]


def measure(programs: Sequence[Program], account: Account, folder: Path, cold: int, warm: int) -> Measurements:
    found: Measurements = defaultdict(Measured)
    for turn in range(cold):
        for program in programs:
            measure_cold(program, account, folder, found[program.name])
        print(f"  {turn + 1} of {cold} cold starts of each", flush=True)
    measure_warm(programs, account, folder, warm, found)
    return found


def measure_cold(program: Program, account: Account, folder: Path, found: Measured) -> None:
    account.forget()
    with rie.start(program, folder, account.env) as function:
        answer = function.invoke()
        found.ready_ms.append(function.ready_ms())
        found.answered_ms.append(answer.took_ms)
        found.processor_ms.append(function.processor_ms())
        found.decided_ms += [(decided_s - answer.posted_at_s) * 1e3 for decided_s in decisions(function.said())]


def measure_warm(programs: Sequence[Program], account: Account, folder: Path, warm: int, found: Measurements) -> None:
    """All of them are up at once, and asked one after the other."""
    with ExitStack() as running:
        functions = [running.enter_context(rie.start(program, folder, account.env)) for program in programs]
        for turn in range(UNCOUNTED + warm):
            for function in functions:
                account.forget()
                answer = function.invoke()
                if turn >= UNCOUNTED:
                    found[function.program.name].warm_ms.append(answer.took_ms)
        print(f"  {warm} warm events for each", flush=True)
        for function in functions:
            found[function.program.name].memory_max_mb = function.memory_max_mb()


def decisions(log: str) -> Iterator[float]:
    """When a case was decided, in seconds since 1970."""
    for line in log.splitlines():
        if '"case_decided"' in line:
            told = json.loads(line[line.index("{") :])
            yield datetime.fromisoformat(told["timestamp"]).timestamp()
