"""The table of the deployed untwin: how each case stands, by whom it is about."""

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
