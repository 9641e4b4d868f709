"""The operator of the deployed untwin: the command line, with the operator's own identity."""

import os
import subprocess

from emulator import Aws
from processes import Broken
from sandbox import UNTWIN
from stack import Deployed


def untwin(aws: Aws, deployed: Deployed, *words: str) -> None:
    """Runs one command; what it says stands on the terminal."""
    env = os.environ | environment(aws, deployed)
    if subprocess.run([UNTWIN, *settings(deployed), *words], env=env, check=False).returncode != 0:
        raise Broken(f"`untwin {' '.join(words)}` failed; what it said stands above")


def environment(aws: Aws, deployed: Deployed) -> dict[str, str]:
    """What the settings ask for, and who asks."""
    return aws.env | {
        "UNTWIN_TABLE": deployed.table,
        "UNTWIN_CONFLICTS_URL": deployed.conflicts,
        "UNTWIN_MANUAL_URL": deployed.manual,
    }


def settings(deployed: Deployed) -> tuple[str, str]:
    return ("--settings", str(deployed.folder / "untwin.toml"))
