"""Deploys untwin to a local AWS on this machine and lets it work: `make aws-local`.

It uses the real template and the real programs, with permissions enforced. The demo's failures go to the deployed door; in the end the
world that they were about is held against the world after `make run`.
"""

import argparse
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import compare
import door
import each
import emulator
import logs
import operation
import operator_of
import permissions
import sandbox
import stack
from processes import Broken
from table import Table

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    args = arguments()
    signal.signal(signal.SIGTERM, end)
    try:
        sys.exit(run(args))
    except KeyboardInterrupt:
        sys.exit("aws-local: stopped; nothing is left running")
    except Broken as why:
        sys.exit(f"aws-local: {why}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=9, help="how long to wait for what is due, at most")
    parser.add_argument("--keep", action="store_true", help="leave everything up until Ctrl-C, and say what to type")
    parser.add_argument(
        "--without", metavar="FUNCTION:ACTION", help="take this permission away, and show what is missing then"
    )
    parser.add_argument("--each-permission", action="store_true", help="do that with every permission in turn")
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "aws-local", help="where everything lies")
    return parser.parse_args()


def end(_signal: int, _frame: FrameType | None) -> None:
    """Being told to stop ends everything as Ctrl-C does."""
    raise KeyboardInterrupt


def run(args: argparse.Namespace) -> int:
    folder: Path = args.folder.resolve()
    if args.each_permission:
        return each.run(folder.with_name("aws-permissions"), args.minutes)
    sandbox.clear(folder)
    sandbox.build()
    expected = None if args.without else sandbox.expected(folder)
    with ExitStack() as running:
        world = running.enter_context(sandbox.serve(folder))
        aws = running.enter_context(emulator.start(folder))
        deployed = stack.deploy(aws, world, folder)
        running.callback(logs.save, aws, deployed)
        table = Table(aws, deployed.table)
        # Nothing is written while nobody has said that it may be.
        operator_of.untwin(aws, deployed, "resume")
        if args.without:
            permissions.take(aws, args.without)
        permissions.name_batches(aws, deployed)
        if args.without:
            door.try_to_hand_in(aws, deployed, world)
            return permissions.wait_until_missed(aws, deployed, args.without, args.minutes)
        door.hand_in(aws, deployed, world)
        operation.wait_until_quiet(aws, deployed, table, args.minutes)
        cases, people = table.cases(), operation.waiting_for_people(aws, deployed)
        if args.keep:
            operation.keep_up(aws, deployed, world)
    # The world is pictured when it ends.
    return compare.tell(expected, world.picture_taken(), cases, people)


if __name__ == "__main__":
    main()
