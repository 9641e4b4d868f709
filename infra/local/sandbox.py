"""The demo's world on this machine: as it is after `make run`, and once more, live, for the deployed untwin."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import Broken, command, running

ROOT = Path(__file__).resolve().parents[2]
CARGO = ("cargo", "build", "--quiet", "--package", "untwin-cli", "--features", "aws")
UNTWIN = ROOT / "target" / "debug" / "untwin"

Picture = dict[str, Any]


@dataclass(frozen=True)
class World:
    settings: Path
    failures: list[Path]
    picture: Path

    def picture_taken(self) -> Picture:
        return read(self.picture)


def clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def build() -> None:
    command(CARGO, ROOT)


def expected(folder: Path) -> Picture:
    """The world after `make run`."""
    file = folder / "expected.json"
    with (folder / "make-run.log").open("w") as log:
        played = subprocess.run([UNTWIN, "demo", "--picture", file, "--json"], stdout=log, stderr=log, check=False)
    if played.returncode != 0:
        raise Broken(f"the demo itself does not run; see {log.name}")
    return read(file)


@contextmanager
def serve(folder: Path) -> Iterator[World]:
    """The world in real time."""
    words: list[str | Path] = [UNTWIN, "demo", "--stage", folder / "world"]
    with running(words, folder, folder / "world.log", heard=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise Broken(f"the simulated world does not start; see {folder / 'world.log'}")
        told = json.loads(line)
        print(f"A simulated organization and its Entra tenant are up at {told['base']}.")
        yield World(Path(told["settings"]), [Path(file) for file in told["failures"]], Path(told["picture"]))


def read(file: Path) -> Picture:
    try:
        picture: Picture = json.loads(file.read_text())
    except OSError as error:
        raise Broken(f"{file} was not written: {error.strerror}") from error
    return picture
