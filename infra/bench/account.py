"""What the programs find in the local AWS: the queues, and the template's table, empty before each event."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from emulator import Aws
from processes import Broken

TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"
TABLE = "bench"
# Nothing that was received comes again meanwhile.
HIDDEN_S = 600
# What makes the table this table; the rest of its properties is for keeping it.
OF_THE_TABLE = ("BillingMode", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
# X-Ray's attribute is sent too, but the local AWS keeps none that came in a batch.
OF_A_MESSAGE = ("Body", "MessageAttributes")


@dataclass(frozen=True)
class Account:
    aws: Aws
    dynamodb: Any
    sqs: Any
    conflicts: str
    manual: str
    table: dict[str, Any]

    @property
    def env(self) -> dict[str, str]:
        """For functions: as the template has it."""
        names = {"UNTWIN_TABLE": TABLE, "UNTWIN_CONFLICTS_URL": self.conflicts, "UNTWIN_MANUAL_URL": self.manual}
        return self.aws.env | names

    def forget(self) -> None:
        """A table that is new: a failure that comes again opens a case again. Nobody has allowed writes in it."""
        if TABLE in self.dynamodb.list_tables()["TableNames"]:
            self.dynamodb.delete_table(TableName=TABLE)
        self.dynamodb.create_table(TableName=TABLE, **self.table)

    def hold_together(self, messages: int) -> None:
        """Whoever took the same document in has sent the same message, or the comparison is none."""
        received = [message for batch in iter(self.receive, []) for message in batch]
        different = {json.dumps([message[part] for part in OF_A_MESSAGE], sort_keys=True) for message in received}
        if len(received) != messages or len(different) != 1:
            raise Broken(f"{messages} like messages should be in the queue: {len(received)}, of {len(different)} kinds")

    def receive(self) -> list[dict[str, Any]]:
        asked = {"QueueUrl": self.conflicts, "MessageAttributeNames": ["All"]}
        told = self.sqs.receive_message(**asked, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_S)
        messages: list[dict[str, Any]] = told.get("Messages", [])
        return messages


def furnished(aws: Aws) -> Account:
    sqs = aws.client("sqs")
    conflicts, manual = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("conflicts", "manual"))
    return Account(aws, aws.client("dynamodb"), sqs, conflicts, manual, table())


def table() -> dict[str, Any]:
    properties = yaml.load(TEMPLATE.read_text(), Loader=Template)["Resources"]["Table"]["Properties"]
    return {name: properties[name] for name in OF_THE_TABLE}


class Template(yaml.SafeLoader):
    """References of CloudFormation are not followed: nothing that is taken from here has any."""


Template.add_multi_constructor("!", lambda _loader, _tag, _node: None)
