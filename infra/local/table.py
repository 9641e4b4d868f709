"""The table of the deployed untwin, as far as an operator looks into it: the kill switch, and how each case stands."""

import time
from dataclasses import dataclass
from typing import Any

from emulator import Aws


@dataclass(frozen=True)
class Case:
    subject: str
    state: str
    cause: str | None
    due_at_s: float | None

    def due_in_s(self) -> float | None:
        return None if self.due_at_s is None else self.due_at_s - time.time()


class Table:
    def __init__(self, aws: Aws, name: str) -> None:
        self.client = aws.client("dynamodb")
        self.name = name

    def allow_writes(self) -> None:
        item = {"pk": {"S": "switch"}, "sk": {"S": "-"}, "writes": {"S": "enabled"}, "set_by": {"S": "aws-local"}}
        moment = {"set_at": {"N": str(int(time.time() * 1e6))}}
        self.client.put_item(TableName=self.name, Item=item | moment)

    def cases(self) -> list[Case]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.name,
            IndexName="listed",
            KeyConditionExpression="listed = :case",
            ExpressionAttributeValues={":case": {"S": "case"}},
        )
        keys = [{name: entry[name] for name in ("pk", "sk")} for page in pages for entry in page["Items"]]
        items = [self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True)["Item"] for key in keys]
        return [case(item) for item in items]


def case(item: dict[str, Any]) -> Case:
    due_at = item.get("due_at")
    return Case(
        subject=item["subject_id"]["S"],
        state=item["case_state"]["S"],
        cause=item["case_cause"]["S"] if "case_cause" in item else None,
        due_at_s=int(due_at["N"]) / 1e6 if due_at else None,
    )
