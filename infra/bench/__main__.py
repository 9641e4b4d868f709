"""Measures the functions as AWS's emulator of the Lambda runtime runs them: `make bench-lambda`.

Beside them run the smallest function in Rust and intake once more in Python, in turns: their ratios say something,
times of one machine do not. What they ask is a local AWS and the simulated organization: their time is in every number.
"""

import argparse
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import account
import emulator
import measure
import programs
import report
import sandbox
from package import Unbuildable
from processes import Broken, command

ROOT = Path(__file__).resolve().parents[2]
# The door lets so many documents of one source in at once.
WARM_MAX = 250


def main() -> None:
    args = arguments()
    # Being told to stop ends everything as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(args.folder.resolve(), args.cold, args.warm)
    except KeyboardInterrupt:
        sys.exit("bench-lambda: stopped; nothing is left running")
    except (Broken, Unbuildable) as why:
        sys.exit(f"bench-lambda: {why}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cold", type=int, default=10, choices=range(1, 101), metavar="N", help="cold starts of each program"
    )
    parser.add_argument(
        "--warm",
        type=int,
        default=200,
        choices=range(2, WARM_MAX + 1),
        metavar="N",
        help="warm events for each program",
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "bench-lambda", help="where everything lies")
    return parser.parse_args()


def run(folder: Path, cold: int, warm: int) -> None:
    sandbox.clear(folder)
    command(sandbox.CARGO, ROOT)
    with ExitStack() as running:
        world = running.enter_context(sandbox.serve(folder))
        aws = running.enter_context(emulator.start(folder))
        furnished = account.furnished(aws)
        compared = programs.made(aws, world, folder)
        found = measure.measure(compared, furnished, folder, cold, warm)
        furnished.hold_together(programs.taken_in(compared) * (cold + measure.UNCOUNTED + warm))
    report.tell(compared, found, cold, warm)


if __name__ == "__main__":
    main()
