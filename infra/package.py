#!/usr/bin/env python3
"""Builds the functions and packs each with settings and policy, ready for AWS Lambda: the same sources give the same bytes.

It reads neither the settings nor the policy. It installs nothing: what cannot be built here is said.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ("intake", "repair", "sweep")
PROFILE = "deploy"
# The operating system of Lambda, Amazon Linux 2023, has this one.
GLIBC_MINOR_MAX = 34
# The oldest moment that a zip can name: when something was built must not change it.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
# AWS's name of each processor, and what uname calls it.
ARCHITECTURES = {"x86_64": "x86_64", "arm64": "aarch64"}


class Unbuildable(Exception):
    """Why nothing was packed, with the fix."""


@dataclass(frozen=True)
class Part:
    name: str
    content: bytes
    mode: int


def main() -> None:
    args = arguments()
    beside = {"untwin.toml": args.settings, "policy.toml": args.policy}
    try:
        package(args.arch, ROOT / "target", beside, args.out)
        if args.twice:
            again = args.out / "again"
            package(args.arch, again / "target", beside, again)
            compare(args.out, again)
    except Unbuildable as why:
        sys.exit(f"package: {why}")


def package(arch: str, target: Path, beside: dict[str, Path], out: Path) -> None:
    parts = [Part(name, read(file), 0o644) for name, file in beside.items()]
    programs = build(arch, target)
    out.mkdir(parents=True, exist_ok=True)
    for function in FUNCTIONS:
        program = programs[function].read_bytes()
        check_glibc(function, program)
        archive = out / f"{function}.zip"
        pack(archive, [Part("bootstrap", program, 0o755), *parts])
        tell(archive, len(program))
    (out / "architecture").write_text(f"{arch}\n")


def compare(out: Path, again: Path) -> None:
    names = [f"{function}.zip" for function in FUNCTIONS]
    if differing := [name for name in names if (out / name).read_bytes() != (again / name).read_bytes()]:
        raise Unbuildable(f"built twice, {', '.join(differing)} differs")
    print("built twice, each has the same bytes", file=sys.stderr)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=ARCHITECTURES, default=this_machines())
    parser.add_argument("--settings", type=Path, required=True, help="becomes untwin.toml")
    parser.add_argument("--policy", type=Path, required=True, help="becomes policy.toml")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "package", help="where the zips go")
    parser.add_argument(
        "--twice", action="store_true", help="build once more from nothing, and hold the bytes together"
    )
    return parser.parse_args()


def this_machines() -> str:
    return next((name for name, uname in ARCHITECTURES.items() if uname == platform.machine()), "x86_64")


def build(arch: str, target: Path) -> dict[str, Path]:
    """The program of each function. cargo-lambda can build for both processors, cargo alone for this machine's."""
    packages = [f"--package=untwin-{function}" for function in FUNCTIONS]
    common = ["--locked", f"--profile={PROFILE}", f"--target-dir={target}", *packages]
    if has_cargo_lambda():
        programs = target / f"{PROFILE}-lambda"
        # Without that check it would install a target into the toolchain that everything else uses.
        lambda_only = ["--skip-target-check", f"--{arch.replace('_', '-')}", f"--lambda-dir={programs}"]
        run(["cargo", "lambda", "build", *lambda_only, *common])
        return {function: programs / f"untwin-{function}" / "bootstrap" for function in FUNCTIONS}
    if arch != this_machines():
        raise Unbuildable(f"{arch} is not this machine's processor: install cargo-lambda, or build on such a machine")
    run(["cargo", "build", *common])
    return {function: target / PROFILE / f"untwin-{function}" for function in FUNCTIONS}


def has_cargo_lambda() -> bool:
    return shutil.which("cargo-lambda") is not None


def run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, env=os.environ | without_paths(), check=False).returncode != 0:
        raise Unbuildable(f"`{' '.join(command[:3])}` failed; what it said stands above")


def without_paths() -> dict[str, str]:
    """Flags by which a program says nothing of the folders that it was built in, and so does not depend on them."""
    cargo_home = os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))
    folders = {str(ROOT): "untwin", cargo_home: "cargo"}
    rust = [f"--remap-path-prefix={folder}={name}" for folder, name in folders.items()]
    c = [f"-ffile-prefix-map={folder}={name}" for folder, name in folders.items()]
    return {"CARGO_ENCODED_RUSTFLAGS": "\x1f".join(rust), "CFLAGS": " ".join(c)}


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unbuildable(f"{file} cannot be read: {error.strerror}") from error


def check_glibc(function: str, program: bytes) -> None:
    needed = max((int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", program)), default=0)
    if needed > GLIBC_MINOR_MAX:
        raise Unbuildable(
            f"{function} needs glibc 2.{needed} and Lambda has 2.{GLIBC_MINOR_MAX}: "
            "install cargo-lambda with zig, or build on Amazon Linux 2023"
        )


def pack(archive: Path, parts: list[Part]) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, NO_MOMENT)
            entry.create_system = 3  # Unix, wherever this runs.
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = part.mode << 16
            packed.writestr(entry, part.content)


def tell(archive: Path, program_bytes: int) -> None:
    packed = archive.read_bytes()
    sizes = f"{len(packed) / 1e6:.1f} MB, unpacked {program_bytes / 1e6:.1f} MB"
    print(f"{archive}  {sizes}  sha256 {hashlib.sha256(packed).hexdigest()}", file=sys.stderr)


if __name__ == "__main__":
    main()
