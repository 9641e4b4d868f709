"""Writes which properties the resource types of the template have, for the test that holds the template to them.

It knows the schemas of cfn-lint, and nothing of what the template says in its properties.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

Schema = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"
LIST = ROOT / "tests" / "fixtures" / "aws" / "properties.txt"
REGION = "us-east-1"
DEPTH_MAX = 8


def main() -> None:
    types = sorted(set(re.findall(r"^    Type: (AWS::\S+)$", TEMPLATE.read_text(), re.MULTILINE)))
    lines = sorted({f"{name} {path}" for name in types for path in paths_of(name)})
    LIST.parent.mkdir(parents=True, exist_ok=True)
    LIST.write_text("".join(f"{line}\n" for line in lines))
    print(f"{LIST.relative_to(ROOT)}: {len(lines)} properties of {len(types)} types", file=sys.stderr)


def paths_of(name: str) -> Iterator[str]:
    """Every path below a type; what AWS gives and nobody sets is left out."""
    whole = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema
    read_only = {pointer.removeprefix("/properties/") for pointer in whole.get("readOnlyProperties", [])}
    given = {key: one for key, one in whole["properties"].items() if key not in read_only}
    yield from paths(whole, whole | {"properties": given}, "", DEPTH_MAX)


def paths(whole: Schema, schema: Schema, above: str, depth: int) -> Iterator[str]:
    """Every path below a schema; lists are looked through, as the test looks through them."""
    choices = list(options(whole, schema))
    named = [choice["properties"] for choice in choices if choice.get("properties")]
    if above and (depth == 0 or (not named and any(is_free(choice) for choice in choices))):
        yield f"{above}*"
        return
    for properties in named:
        for key, one in properties.items():
            yield f"{above}{key}"
            yield from paths(whole, one, f"{above}{key}.", depth - 1)


def is_free(schema: Schema) -> bool:
    """Whether any key may stand there: a map of tags, a document of a policy."""
    kind = schema.get("type")
    return kind == "object" or (isinstance(kind, list) and "object" in kind)


def options(whole: Schema, schema: Schema) -> Iterator[Schema]:
    """The schema itself, what it refers to, what its list holds, and each of its alternatives."""
    schema = resolve(whole, schema)
    if "items" in schema:
        yield from options(whole, schema["items"])
        return
    yield schema
    for choice in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(choice, []):
            yield from options(whole, one)


def resolve(whole: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


if __name__ == "__main__":
    main()
