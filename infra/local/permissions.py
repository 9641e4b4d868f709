"""Takes one permission from one function, to see that it is needed, and where its lack shows."""

import json

from emulator import Aws
from processes import Broken
from stack import STACK, Deployed

# How AWS's services say no.
DENIED = ("AccessDenied", "not authorized to perform")


def take(aws: Aws, named: str) -> None:
    """`repair:sqs:SendMessage` takes that action from the role of repair, wherever it stands."""
    function, _, action = named.partition(":")
    role, policy = role_of(aws, function), {"PolicyName": "own"}
    iam = aws.client("iam")
    document = iam.get_role_policy(RoleName=role, **policy)["PolicyDocument"]
    left = [one for statement in document["Statement"] if (one := without(statement, action))]
    if left == document["Statement"]:
        raise Broken(f"{function} may not {action} in the first place")
    iam.put_role_policy(RoleName=role, **policy, PolicyDocument=json.dumps(document | {"Statement": left}))
    print(f"{function} may not {action} any more.")


def role_of(aws: Aws, function: str) -> str:
    resource = {"StackName": STACK, "LogicalResourceId": f"{function.title()}Role"}
    found = aws.client("cloudformation").describe_stack_resource(**resource)
    role: str = found["StackResourceDetail"]["PhysicalResourceId"]
    return role


def without(statement: dict[str, object], action: str) -> dict[str, object] | None:
    """A statement that allows nothing is none."""
    actions = statement["Action"]
    left = [one for one in (actions if isinstance(actions, list) else [actions]) if one != action]
    return statement | {"Action": left if isinstance(actions, list) else left[0]} if left else None


def tell_denials(aws: Aws, deployed: Deployed) -> None:
    """What the functions say of it, a line each."""
    for function, group in deployed.logs.items():
        pages = aws.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        lines = [event["message"].strip() for page in pages for event in page["events"]]
        denied = [line for line in lines if any(words in line for words in DENIED)]
        for line in dict.fromkeys(denied):
            print(f"  {function}: {line[:400]}")
