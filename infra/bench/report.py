"""One table of what was measured: each number beside how many times that of the smallest function it is."""

import os
import platform
from collections.abc import Sequence
from statistics import median, quantiles

from measure import Measured, Measurements
from programs import Program

# A row: what it is, its unit, and each program's number if it has one.
Row = tuple[str, str, list[float | None]]


def tell(programs: Sequence[Program], found: Measurements, cold: int, warm: int) -> None:
    names = [program.name for program in programs]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    print(f"\n{machine}. Medians of {cold} cold starts and {warm} warm events of each, in turns.")
    print(f"Beside each number: how many times that of {names[0]}. The last column is the ratio of both intakes.\n")
    cells = [["", *names, "intake / Python"]]
    cells += [cells_of(row, names) for row in rows(programs, [found[name] for name in names])]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for label, *others in cells:
        padded = [other.rjust(width) for other, width in zip(others, widths[1:], strict=True)]
        print("  ".join([label.ljust(widths[0]), *padded]).rstrip())


def rows(programs: Sequence[Program], found: Sequence[Measured]) -> list[Row]:
    return [
        ("zip", "MB", [program.zip_mb for program in programs]),
        ("unpacked", "MB", [program.unpacked_mb for program in programs]),
        ("cold start to ready", "ms", [median(one.ready_ms) for one in found]),
        ("cold event to answer", "ms", [median(one.answered_ms) for one in found]),
        ("cold event to decision", "ms", [median(one.decided_ms) if one.decided_ms else None for one in found]),
        ("cold event, processor", "ms", [median(one.processor_ms) for one in found]),
        ("warm event to answer", "ms", [median(one.warm_ms) for one in found]),
        ("  95 of 100 within", "ms", [quantiles(one.warm_ms, n=20)[-1] for one in found]),
        ("memory at most", "MB", [one.memory_max_mb for one in found]),
    ]


def cells_of(row: Row, names: Sequence[str]) -> list[str]:
    label, unit, numbers = row
    of = dict(zip(names, numbers, strict=True))
    ours, theirs = of["intake"], of["intake in Python"]
    return [f"{label}, {unit}", *(cell(number, numbers[0]) for number in numbers), ratio(ours, theirs)]


def cell(number: float | None, smallest: float | None) -> str:
    if number is None:
        return ""
    return f"{number:.{2 if number < 10 else 1}f} {ratio(number, smallest):>7}"


def ratio(one: float | None, other: float | None) -> str:
    if not one or not other:
        return ""
    return f"{one / other:.{2 if one < 10 * other else 0}f}x"
