"""Holds the world that the deployed untwin left against the world after `make run`, case by case."""

import re
from datetime import datetime
from typing import Any

from sandbox import Picture
from table import Case

# The random part of a placeholder is another one in each run.
PLACEHOLDER = re.compile(r"_duplicate_[0-9a-f]+@")


def tell(expected: Picture, found: Picture, cases: list[Case], people: int) -> int:
    """Prints each person, and says by its exit code whether all is as it should be."""
    by_subject = {case.subject: case for case in cases}
    differing, waiting = [], set()
    print("\nWhat became of it, against `make run`:")
    for person in expected["people"]:
        case, should = by_subject.get(person["subject"]), expected["cases"].get(person["subject"])
        if case and should and case.state != should["state"] and case.due_at_s is not None:
            waiting.update(person["accounts"])
            print(f"  {person['name']}: {case.state}, due at {datetime.fromtimestamp(case.due_at_s):%H:%M:%S}")
            continue
        faults = list(faults_of(person, case, should, expected, found))
        differing.extend(faults)
        print(f"  {person['name']}: {case.state if case else 'no case'}{', ' + '; '.join(faults) if faults else ''}")
    named = {account for person in expected["people"] for account in person["accounts"]}
    for account in sorted((set(expected["accounts"]) | set(found["accounts"])) - named):
        if look(expected, account) != look(found, account):
            differing.append(f"account {account} changed")
            print(f"  somebody else: account {account} is not as it should be")
    print(
        f"{people} messages wait for people. {len(waiting) // 2} cases wait beyond this run; {len(differing)} differences."
    )
    return 1 if differing else 0


def faults_of(person: dict[str, Any], case: Case | None, should: Any, expected: Picture, found: Picture) -> Any:
    standing = {"state": case.state, "cause": case.cause} if case else None
    if standing != should:
        yield f"should be {should}"
    for account in person["accounts"]:
        if look(expected, account) != look(found, account):
            yield f"account {account} is {look(found, account)}, should be {look(expected, account)}"


def look(picture: Picture, account: str) -> Any:
    """An account, without what differs from run to run."""
    one = picture["accounts"].get(account)
    return one and one | {"address": PLACEHOLDER.sub("_duplicate_@", one["address"])}
