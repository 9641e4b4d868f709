"""Takes each permission away in turn, and has the function that lacks it be the one that says so: `--each-permission`."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
AT_ONCE = 3
# What the demo needs, by the function that needs it. What the emulator asks nobody for stands in tests/laws/template/roles.rs.
NEEDED = {
    "intake": ["sqs:SendMessage", "secretsmanager:GetSecretValue"],
    "repair": [
        "sqs:ChangeMessageVisibility",
        "sqs:SendMessage",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:ConditionCheckItem",
        "secretsmanager:GetSecretValue",
    ],
    "sweep": [
        "sqs:SendMessage",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "secretsmanager:GetSecretValue",
    ],
}


def run(folder: Path, minutes: float) -> int:
    """Each in a local AWS of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    named = [f"{function}:{action}" for function, actions in NEEDED.items() for action in actions]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(pool.map(lambda permission: one(permission, folder, minutes), named))
    print(f"{len(codes)} permissions taken, {sum(1 for code in codes if code)} of them not missed where they should be.")
    return 1 if any(codes) else 0


def one(permission: str, folder: Path, minutes: float) -> int:
    own = folder / permission.replace(":", "-")
    words: list[str | Path] = [sys.executable, HERE, "--without", permission, "--minutes", str(minutes), "--folder", own]
    with (folder / f"{own.name}.out").open("w") as told:
        code = subprocess.run(words, stdout=told, stderr=told, check=False).returncode
    print(f"  {permission}: {'missed where it should be' if code == 0 else f'see {told.name}'}", flush=True)
    return code
