"""What an operator does: keys into Secrets Manager, settings without keys, `make package`, `sam deploy`."""

import os
import re
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator import Aws
from processes import command
from sandbox import World

ROOT = Path(__file__).resolve().parents[2]
SAM = ROOT / "target" / "tools" / "sam" / "bin" / "sam"
STACK = "untwin"
BUCKET = "untwin-artifacts"
STORE = """[store]
table = "env:UNTWIN_TABLE"
conflicts = "env:UNTWIN_CONFLICTS_URL"
manual = "env:UNTWIN_MANUAL_URL"
"""


@dataclass(frozen=True)
class Deployed:
    door: str
    table: str
    conflicts: str
    manual: str
    events_dead: str
    path_secret: str
    logs: dict[str, str]
    folder: Path


def deploy(aws: Aws, world: World, folder: Path) -> Deployed:
    settings = folder / "untwin.toml"
    settings.write_text(on_aws(aws, world.settings))
    # The template names its zips from where it lies; a copy leaves those of an operator alone.
    template = folder / "infra" / "template.yaml"
    template.parent.mkdir()
    shutil.copy(ROOT / "infra" / "template.yaml", template)
    package(settings, world.settings.with_name("policy.toml"), folder / "target" / "package")
    aws.client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.client("s3").meta.region_name}
    )
    architecture = (folder / "target" / "package" / "architecture").read_text().strip()
    sam_deploy(aws, template, [f"Architecture={architecture}", "TableProtection=off"])
    print(f"The template is deployed as the stack {STACK}.")
    return outputs(aws, path_secret(world.settings), folder)


def on_aws(aws: Aws, settings: Path) -> str:
    """The settings as they are on AWS: each key that lies in a file here is a secret there."""
    text, secrets = settings.read_text(), aws.client("secretsmanager")
    told = tomllib.loads(text)
    door = {reference for source in told["source"] for reference in source["secrets"]}
    for file in sorted(files(told)):
        name = f"untwin/{'door' if f'file:{file}' in door else 'vendors'}/{file}"
        secrets.create_secret(Name=name, SecretString=(settings.parent / file).read_text().strip())
        text = text.replace(f'"file:{file}"', f'"secretsmanager:{name}"')
    return re.sub(r"\[store\]\n(?:[^\[\n].*\n)+", STORE, text)


def files(told: Any) -> set[str]:
    """The files with keys that settings name."""
    match told:
        case dict():
            return set().union(*map(files, told.values()))
        case list():
            return set().union(*map(files, told))
        case str() if told.startswith("file:"):
            return {told.removeprefix("file:")}
        case _:
            return set()


def package(settings: Path, policy: Path, out: Path) -> None:
    script = ROOT / "infra" / "package.py"
    command([sys.executable, script, "--settings", settings, "--policy", policy, "--out", out], ROOT)


def sam_deploy(aws: Aws, template: Path, parameters: list[str]) -> None:
    env = os.environ | aws.env | {"SAM_CLI_TELEMETRY": "0"}
    words: list[str | Path] = [SAM, "deploy", "--template-file", template, "--stack-name", STACK, "--s3-bucket", BUCKET]
    flags = ["--no-confirm-changeset", "--no-progressbar", "--capabilities", "CAPABILITY_IAM"]
    command([*words, *flags, "--parameter-overrides", *parameters], template.parent, env)


def outputs(aws: Aws, secret: str, folder: Path) -> Deployed:
    formation = aws.client("cloudformation")
    [stack] = formation.describe_stacks(StackName=STACK)["Stacks"]
    told = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    logs = {
        function: formation.describe_stack_resource(StackName=STACK, LogicalResourceId=f"{function.title()}Log")[
            "StackResourceDetail"
        ]["PhysicalResourceId"]
        for function in ("intake", "repair", "sweep")
    }
    queues = (told["ConflictsUrl"], told["ManualUrl"], told["EventsDeadUrl"])
    return Deployed(told["DoorUrl"], told["TableName"], *queues, path_secret=secret, logs=logs, folder=folder)


def path_secret(settings: Path) -> str:
    """The secret in the path of the demo's only source."""
    [source] = tomllib.loads(settings.read_text())["source"]
    [reference] = source["secrets"]
    secret = (settings.parent / reference.removeprefix("file:")).read_text().strip()
    return f"hooks/{source['name']}/{secret}"
