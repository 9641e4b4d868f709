"""The programs that are held against each other: each out of its zip, with what it is asked and what it must say."""

import shutil
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import events
import package
from emulator import Aws
from sandbox import World
from stack import on_aws, path_secret
from stack import package as package_functions

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PYTHON = ROOT / "target" / "tools" / "python-intake"
BOOTSTRAP = ("./bootstrap",)
# Lambda has its own: the runtime, with what that needs, and what is for installing alone.
NOT_PACKED = {"awslambdaric", "simplejson", "snapshot-restore-py", "pip", "setuptools"}
ACCEPTED = b'"statusCode":202'


@dataclass(frozen=True)
class Program:
    name: str
    archive: Path
    folder: Path
    command: tuple[str, ...]
    event: bytes
    answer: bytes

    @property
    def zip_mb(self) -> float:
        return self.archive.stat().st_size / 1e6

    @property
    def unpacked_mb(self) -> float:
        with zipfile.ZipFile(self.archive) as archive:
            return sum(entry.file_size for entry in archive.infolist()) / 1e6


def made(aws: Aws, world: World, folder: Path) -> list[Program]:
    """The smallest function first: the others are held against it."""
    packed, settings = folder / "package", folder / "untwin.toml"
    settings.write_text(on_aws(aws, world.settings))
    package_functions(settings, world.settings.with_name("policy.toml"), packed)
    pack_hello(packed / "hello.zip")
    pack_python(packed / "intake in Python.zip", settings)
    document = world.failures[0].read_text()
    at_the_door, at_work = events.over_http(path_secret(world.settings), document), events.from_queue(document)
    in_python = (str(PYTHON / "bin" / "python"), "-m", "awslambdaric", "intake.handler")
    return [
        unpacked("hello", folder, BOOTSTRAP, at_the_door, b'"statusCode":200'),
        unpacked("intake", folder, BOOTSTRAP, at_the_door, ACCEPTED),
        unpacked("intake in Python", folder, in_python, at_the_door, ACCEPTED),
        unpacked("repair", folder, BOOTSTRAP, at_work, b'"batchItemFailures":[]'),
    ]


def taken_in(programs: list[Program]) -> int:
    """How many of them take a document in and send it on."""
    return sum(program.answer == ACCEPTED for program in programs)


def pack_hello(archive: Path) -> None:
    """Built as the product is, but for its sources."""
    profiles = tomllib.loads((ROOT / "Cargo.toml").read_text())["profile"]
    flags = [
        f"--config=profile.{name}.{key}={toml(value)}"
        for name in ("release", package.PROFILE)
        for key, value in profiles[name].items()
    ]
    target = ROOT / "target" / "hello"
    where = [f"--manifest-path={HERE / 'hello' / 'Cargo.toml'}", f"--target-dir={target}"]
    package.run(["cargo", "build", "--locked", f"--profile={package.PROFILE}", *where, *flags])
    program = (target / package.PROFILE / "hello").read_bytes()
    package.pack(archive, [package.Part("bootstrap", program, 0o755)])


def toml(value: str | int | bool) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def pack_python(archive: Path, settings: Path) -> None:
    """With the libraries that it names; what they compile to is left to be made at the first start."""
    [site] = (PYTHON / "lib").glob("python3*/site-packages")
    own = {"intake.py": HERE / "intake.py", "untwin.toml": settings}
    libraries = {
        str(file): site / file
        for distribution in distributions(path=[str(site)])
        if distribution.name.lower() not in NOT_PACKED
        for file in distribution.files or []
        if ".." not in file.parts and file.suffix != ".pyc"
    }
    parts = [package.Part(name, file.read_bytes(), 0o644) for name, file in sorted((own | libraries).items())]
    package.pack(archive, parts)


def unpacked(name: str, folder: Path, command: tuple[str, ...], event: bytes, answer: bytes) -> Program:
    archive, into = folder / "package" / f"{name}.zip", folder / name
    shutil.unpack_archive(archive, into)
    for bootstrap in into.glob("bootstrap"):
        bootstrap.chmod(0o755)
    return Program(name, archive, into, command, event, answer)
