"""A local AWS: one process on this machine, with permissions enforced. It keeps everything in memory."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from processes import free_port, running, wait_for

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "tools" / "emulator" / "bin" / "ministack"
REGION = "eu-central-1"
START_S = 30
CALL_S = 30
# To the emulator these are the account's owner; nowhere else are they anybody.
OWNER = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(frozen=True)
class Aws:
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """For programs that call it."""
        return OWNER | {"AWS_ENDPOINT_URL": self.url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=OWNER["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=OWNER["AWS_SECRET_ACCESS_KEY"],
            config=Config(connect_timeout=CALL_S, read_timeout=CALL_S),
        )


@contextmanager
def start(folder: Path) -> Iterator[Aws]:
    aws = Aws(free_port())
    home = folder / "emulator"
    with running([PROGRAM], folder, folder / "emulator.log", environment(aws, home)):
        wait_for("the local AWS", START_S, lambda: ready(aws))
        print(f"A local AWS is up at {aws.url}, with permissions enforced.")
        yield aws


def environment(aws: Aws, home: Path) -> dict[str, str]:
    """All of it: the functions inherit what the emulator has."""
    for name in ("tmp", "state", "s3"):
        (home / name).mkdir(parents=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "STATE_DIR": str(home / "state"),
        "S3_DATA_DIR": str(home / "s3"),
        "GATEWAY_PORT": str(aws.port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "AWS_ENDPOINT_URL": aws.url,
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
    }


def ready(aws: Aws) -> bool | None:
    try:
        with urllib.request.urlopen(f"{aws.url}/_ministack/ready", timeout=CALL_S):
            return True
    except (urllib.error.URLError, ConnectionError):
        return None
