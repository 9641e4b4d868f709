"""The deployed untwin at work: until when it has something to do, and what it left for people."""

import time
from datetime import datetime

import operator_of
from emulator import Aws
from sandbox import UNTWIN, World
from stack import Deployed
from table import Case, Table

# Between two looks nothing moves: the queue is empty, and nobody works on what came out of it.
QUIET_S = 5
LOOK_EVERY_S = 1


def wait_until_quiet(aws: Aws, deployed: Deployed, table: Table, minutes: float) -> None:
    """Until the queue is empty and nothing is due within the time that is left."""
    until = time.monotonic() + minutes * 60
    told: dict[str, str] = {}
    still_since: float | None = None
    while time.monotonic() < until:
        cases = table.cases()
        tell_moves(cases, told)
        left_s = until - time.monotonic()
        busy = in_queue(aws, deployed) > 0 or not cases or any(comes_soon(case, left_s) for case in cases)
        now = time.monotonic()
        still_since = None if busy else still_since or now
        if still_since is not None and now - still_since > QUIET_S:
            return
        time.sleep(LOOK_EVERY_S)


def comes_soon(case: Case, left_s: float) -> bool:
    due_in_s = case.due_in_s()
    return due_in_s is not None and due_in_s < left_s


def tell_moves(cases: list[Case], told: dict[str, str]) -> None:
    for case in cases:
        if told.get(case.subject) != case.state:
            told[case.subject] = case.state
            print(f"  {datetime.now():%H:%M:%S}  {case.subject}: {case.state}")


def in_queue(aws: Aws, deployed: Deployed) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = aws.client("sqs").get_queue_attributes(QueueUrl=deployed.conflicts, AttributeNames=names)
    return sum(int(number) for number in told["Attributes"].values())


def waiting_for_people(aws: Aws, deployed: Deployed) -> int:
    names = ["ApproximateNumberOfMessages"]
    told = aws.client("sqs").get_queue_attributes(QueueUrl=deployed.manual, AttributeNames=names)
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


def keep_up(aws: Aws, deployed: Deployed, world: World) -> None:
    """Until Ctrl-C."""
    print("\nEverything stays up until Ctrl-C. In another terminal:")
    env = operator_of.environment(aws, deployed)
    print("  export " + " ".join(f"{name}={value}" for name, value in env.items()))
    for words in ("doctor", "cases ls", "dlq ls", "policy diff"):
        print(f"  {UNTWIN} {' '.join(operator_of.settings(deployed))} {words}")
    print(f"  aws --endpoint-url {aws.url} sqs receive-message --queue-url {deployed.manual}")
    for group in deployed.logs.values():
        print(f"  aws --endpoint-url {aws.url} logs filter-log-events --log-group-name {group}")
    print(f"The settings of the simulated organization: {world.settings}")
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        print()
