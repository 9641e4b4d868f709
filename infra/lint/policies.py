"""Has parliament look at every policy of the template, as it is once deployed.

What another resource is named is known only then, so an ARN of the right shape stands in for it.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml
from parliament import analyze_policy_string

TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"
REGION = "eu-central-1"
ACCOUNT = "123456789012"
HERE = f"{REGION}:{ACCOUNT}"
ARNS = {
    "AWS::Serverless::Function": f"arn:aws:lambda:{HERE}:function:name",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{HERE}:log-group:name:*",
    "AWS::SQS::Queue": f"arn:aws:sqs:{HERE}:name",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{HERE}:table/name",
}
PARAMETERS = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "VendorSecrets": "untwin/vendors/",
    "DoorSecrets": "untwin/door/",
    "EncryptionKeyArn": f"arn:aws:kms:{HERE}:key/00000000-0000-4000-8000-000000000000",
}

# Newer than the list of actions that parliament has: AWS announced it in November 2025.
NOT_YET_KNOWN = {"sts:GetWebIdentityToken"}


def main() -> None:
    resources = cfn_yaml.load(str(TEMPLATE))["Resources"]
    looked_at, found = 0, []
    for name, document in documents(resources):
        findings = analyze_policy_string(json.dumps(resolve(document, resources))).findings
        told = [finding for finding in findings if not kept(finding)]
        found += [f"{name}: {finding.issue} {finding.detail} {finding.location}" for finding in told]
        looked_at += 1
    print("\n".join([*found, f"parliament: {looked_at} policies, {len(found)} findings"]))
    sys.exit(1 if found or not looked_at else 0)


def kept(finding: Any) -> bool:
    return finding.issue == "UNKNOWN_ACTION" and any(finding.detail.endswith(action) for action in NOT_YET_KNOWN)


def documents(resources: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What roles may do; who may take them, and who may reach a queue, is told by principal, which parliament does not take."""
    for name, resource in resources.items():
        for policy in resource["Properties"].get("Policies", []):
            yield name, policy["PolicyDocument"]


def resolve(node: Any, resources: dict[str, Any]) -> Any:
    match node:
        case {"Fn::GetAtt": [name, "Arn"]}:
            return ARNS[resources[name]["Type"]]
        case {"Ref": name}:
            return PARAMETERS[name]
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: named(found[1], resources), text)
        case {"Fn::If": [_, then, _]}:
            return resolve(then, resources)
        case dict():
            return {key: resolve(value, resources) for key, value in node.items()}
        case list():
            return [resolve(value, resources) for value in node]
        case _:
            return node


def named(words: str, resources: dict[str, Any]) -> str:
    name, dot, _ = words.partition(".")
    return ARNS[resources[name]["Type"]] if dot else PARAMETERS[words]


if __name__ == "__main__":
    main()
