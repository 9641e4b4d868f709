"""What the deployed functions said."""

from emulator import Aws
from stack import Deployed

LAST = 20


def lines(aws: Aws, deployed: Deployed, function: str) -> list[str]:
    """Everything that a function said, oldest first."""
    pages = aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=deployed.logs[function])
    return [event["message"].strip() for page in pages for event in page["events"]]


def refused_starts(deployed: Deployed, function: str) -> list[str]:
    """What a function said that ended before its first event: the emulator keeps that in its own log, in the line that names it."""
    text = (deployed.folder / "emulator.log").read_text()
    return [line for line in text.splitlines() if f"-{function.title()}-" in line and "during init" in line]


def save(aws: Aws, deployed: Deployed) -> None:
    """Each function's log into a file of its own: the emulator forgets them."""
    for function in deployed.logs:
        (deployed.folder / f"{function}.log").write_text("\n".join([*lines(aws, deployed, function), ""]))


def tell_last(aws: Aws, deployed: Deployed, function: str) -> None:
    for line in lines(aws, deployed, function)[-LAST:]:
        print(f"  {line[:400]}")
