"""Runs a command beside a local AWS, and says where that is in UNTWIN_AWS_ENDPOINT: `make aws-tests`."""

import os
import subprocess
import sys
from pathlib import Path

import emulator
import sandbox

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    folder = ROOT / "target" / "aws-tests"
    sandbox.clear(folder)
    with emulator.start(folder) as aws:
        env = os.environ | {"UNTWIN_AWS_ENDPOINT": aws.url}
        sys.exit(subprocess.run(sys.argv[1:], cwd=ROOT, env=env, check=False).returncode)


if __name__ == "__main__":
    main()
