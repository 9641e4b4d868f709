"""Takes one permission from one function, to see that it is needed, and where its lack shows."""

import json
import time
from collections.abc import Callable
from typing import Any

import logs
from emulator import Aws
from processes import Broken
from stack import STACK, Deployed

Statement = dict[str, Any]

SEND, SEND_BATCH = "sqs:SendMessage", "sqs:SendMessageBatch"
LOOK_EVERY_S = 1
LINE_MAX, LINES_MAX = 600, 3
# How AWS's services say no, and how a function that could not start does.
DENIED = ("AccessDenied", "not authorized to perform", "this role may not")


def name_batches(aws: Aws, deployed: Deployed) -> None:
    """AWS lets whoever may send a message send ten of them at once; to the emulator that is an action of its own."""
    for function in deployed.logs:
        change(aws, function, with_batch)


def with_batch(statement: Statement) -> Statement:
    actions = listed(statement)
    return statement | {"Action": [*actions, SEND_BATCH]} if SEND in actions else statement


def take(aws: Aws, named: str) -> None:
    """`repair:sqs:SendMessage` takes that action from the role of repair, wherever it stands."""
    function, _, action = named.partition(":")
    if not change(aws, function, lambda statement: without(statement, action)):
        raise Broken(f"{function} may not {action} in the first place")
    print(f"{function} may not {action} any more.")


def change(aws: Aws, function: str, each: Callable[[Statement], Statement | None]) -> bool:
    """Writes the policy of a function's role anew, and says whether anything of it became other than it was."""
    role, policy = role_of(aws, function), {"PolicyName": "own"}
    iam = aws.client("iam")
    document = iam.get_role_policy(RoleName=role, **policy)["PolicyDocument"]
    left = [one for statement in document["Statement"] if (one := each(statement))]
    iam.put_role_policy(RoleName=role, **policy, PolicyDocument=json.dumps(document | {"Statement": left}))
    return bool(left != document["Statement"])


def role_of(aws: Aws, function: str) -> str:
    resource = {"StackName": STACK, "LogicalResourceId": f"{function.title()}Role"}
    found = aws.client("cloudformation").describe_stack_resource(**resource)
    role: str = found["StackResourceDetail"]["PhysicalResourceId"]
    return role


def without(statement: Statement, action: str) -> Statement | None:
    """A statement that allows nothing is none."""
    left = [one for one in listed(statement) if one != action]
    return statement | {"Action": left} if left else None


def listed(statement: Statement) -> list[str]:
    actions = statement["Action"]
    return actions if isinstance(actions, list) else [actions]


def wait_until_missed(aws: Aws, deployed: Deployed, named: str, minutes: float) -> int:
    """Until the function that lacks it says so; and says by its exit code whether it did, and nobody else."""
    lacking, until = named.partition(":")[0], time.monotonic() + minutes * 60
    while not denials(aws, deployed, lacking) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    told = {function: denials(aws, deployed, function) for function in deployed.logs}
    for function, lines in told.items():
        print("".join(f"  {function}: {line[:LINE_MAX]}\n" for line in lines[:LINES_MAX]), end="")
    missed = [function for function, lines in told.items() if lines]
    print(f"Missed by {', '.join(missed) or 'nobody'}.")
    return 0 if missed == [lacking] else 1


def denials(aws: Aws, deployed: Deployed, function: str) -> list[str]:
    """What a function says of it, each line once."""
    lines = [*logs.lines(aws, deployed, function), *logs.refused_starts(deployed, function)]
    return list(dict.fromkeys(line for line in lines if any(words in line for words in DENIED)))
