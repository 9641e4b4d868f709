"""Holds the world that the deployed untwin left against the world after `make run`, person by person."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox import Picture
from table import Case

# The random part of a placeholder is another one in each run.
PLACEHOLDER = re.compile(r"_duplicate_[0-9a-f]+@")


def tell(expected: Picture, found: Picture, cases: list[Case], people: int) -> int:
    """Prints what became of each person, and says by its exit code whether all is as it should be."""
    by_subject = {case.subject: case for case in cases}
    faults, waiting = list(strangers(expected, found)), 0
    print("\nWhat became of it, against `make run`:")
    for person in expected["people"]:
        case, should = by_subject.get(person["subject"]), expected["cases"].get(person["subject"])
        if case and waits(case, should):
            waiting += 1
            print(f"  {person['name']}: {case.state}, due at {datetime.fromtimestamp(case.due_at_s or 0):%H:%M:%S}")
            continue
        of_person = list(faults_of(person, case, should, expected, found))
        print(f"  {person['name']}: {'; '.join([case.state if case else 'no case', *of_person])}")
        faults += of_person
    print(f"{people} messages wait for people, {waiting} cases beyond this run; {len(faults)} differences.")
    return 1 if faults else 0


def waits(case: Case, should: Any) -> bool:
    """What was due within the run has no excuse."""
    due_in_s = case.due_in_s()
    return due_in_s is not None and due_in_s > 0 and (should is None or case.state != should["state"])


def faults_of(
    person: dict[str, Any], case: Case | None, should: Any, expected: Picture, found: Picture
) -> Iterator[str]:
    standing = {"state": case.state, "cause": case.cause} if case else None
    if standing != should:
        yield f"should be {should}"
    for account in person["accounts"]:
        if look(found, account) != look(expected, account):
            yield f"account {account} is {look(found, account)}, should be {look(expected, account)}"


def strangers(expected: Picture, found: Picture) -> Iterator[str]:
    """Accounts of nobody with trouble: none of them may differ."""
    named = {account for person in expected["people"] for account in person["accounts"]}
    for account in sorted((set(expected["accounts"]) | set(found["accounts"])) - named):
        if look(found, account) != look(expected, account):
            fault = f"account {account} of somebody else is not as it should be"
            print(f"  {fault}")
            yield fault


def look(picture: Picture, account: str) -> Any:
    """An account, without what differs from run to run."""
    one = picture["accounts"].get(account)
    return one and one | {"address": PLACEHOLDER.sub("_duplicate_@", one["address"])}
