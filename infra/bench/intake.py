"""What intake does with a request over HTTP, once more in Python: only for `make bench-lambda` to compare with.

Never deploy it. Signatures, limits on rates, events of AWS itself, metrics, and secrets that change are left out; all
of that favours it.
"""

import base64
import gzip
import hashlib
import hmac
import io
import os
import tomllib
import zlib
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

HOOKS = "/hooks/"
BODY_BYTES_MAX = 1024 * 1024
INFLATED_BYTES_MAX = 4 * 1024 * 1024
PLAIN_BYTES_MAX = 200_000
MESSAGE_BYTES_MAX = 999_000
JSON_TYPES = {
    "application/json",
    "application/cloudevents+json",
    "application/x-ndjson",
    "application/cloudevents-batch+json",
}

Event = dict[str, Any]


class Refused(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


def handler(event: Event, _context: object) -> Event:
    try:
        send(admitted(event), event["headers"].get("x-amzn-trace-id", ""))
        status = 202
    except Refused as refused:
        status = refused.status
    return {"statusCode": status, "headers": {}, "body": "", "isBase64Encoded": False}


def admitted(event: Event) -> bytes:
    """The document, once its sender has shown the secret."""
    headers = event["headers"]
    name, _, segment = event["rawPath"].removeprefix(HOOKS).partition("/")
    if not event["rawPath"].startswith(HOOKS) or name not in SOURCES:
        raise Refused(404)
    if event["requestContext"]["http"]["method"] != "POST":
        raise Refused(405)
    body = base64.b64decode(event["body"] or "") if event["isBase64Encoded"] else (event["body"] or "").encode()
    if len(body) > BODY_BYTES_MAX:
        raise Refused(413)
    types, digests = SOURCES[name]
    digest = hashlib.sha256(segment.encode()).digest()
    if not any([hmac.compare_digest(digest, known) for known in digests]):
        raise Refused(401)
    if headers.get("content-type", "").split(";")[0].strip().lower() not in types:
        raise Refused(415)
    return unpacked(headers.get("content-encoding", "").strip().lower(), body)


def unpacked(encoding: str, body: bytes) -> bytes:
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise Refused(415)
    try:
        document = gzip.GzipFile(fileobj=io.BytesIO(body)).read(INFLATED_BYTES_MAX + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Refused(400) from error
    if len(document) > INFLATED_BYTES_MAX:
        raise Refused(413)
    return document


def send(document: bytes, trace: str) -> None:
    kind, body = message(document)
    entry: Event = {"Id": "0", "MessageBody": body, "MessageAttributes": {"kind": text(kind)}}
    parts = dict(part.strip().split("=", 1) for part in trace.split(";") if "=" in part)
    if digits := parts.get("Root", "").removeprefix("1-").replace("-", ""):
        parent, sampled = parts.get("Parent", digits[16:]), parts.get("Sampled", "0")
        entry["MessageAttributes"]["traceparent"] = text(f"00-{digits}-{parent}-0{sampled}")
        whole = f"Root={parts['Root']};Parent={parent};Sampled={sampled}"
        entry["MessageSystemAttributes"] = {"AWSTraceHeader": text(whole)}
    if SQS.send_message_batch(QueueUrl=QUEUE, Entries=[entry]).get("Failed"):
        raise Refused(503)


def message(document: bytes) -> tuple[str, str]:
    """As it came if a queue can carry that, otherwise packed."""
    if 0 < len(document) <= PLAIN_BYTES_MAX:
        try:
            plain = document.decode()
        except UnicodeDecodeError:
            plain = "\0"
        if all((c >= " " or c in "\t\n\r") and c not in "\ufffe\uffff" for c in plain):
            return "document", plain
    packed = base64.b64encode(gzip.compress(document)).decode()
    if len(packed) > MESSAGE_BYTES_MAX:
        raise Refused(413)
    return "document+gzip+base64", packed


def text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}


def sources() -> dict[str, tuple[set[str], list[bytes]]]:
    """The types and the hashed secrets of each source in the settings."""
    settings = tomllib.loads(Path("untwin.toml").read_text())
    secrets = boto3.client("secretsmanager")
    found = {}
    for source in settings["source"]:
        types = JSON_TYPES | ({"text/plain"} if source.get("plain_text") else set())
        names = [reference.removeprefix("secretsmanager:") for reference in source["secrets"]]
        found[source["name"]] = (types, [hashed for name in names for hashed in versions(secrets, name)])
    return found


def versions(secrets: Any, name: str) -> list[bytes]:
    """The secret in force, and the one before it if there was one."""
    found = []
    for stage in ("AWSCURRENT", "AWSPREVIOUS"):
        try:
            secret = secrets.get_secret_value(SecretId=name, VersionStage=stage)["SecretString"]
        except ClientError as error:
            if stage == "AWSCURRENT" or error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            continue
        found.append(hashlib.sha256(secret.encode()).digest())
    return found


SOURCES = sources()
SQS = boto3.client("sqs")
QUEUE = os.environ["UNTWIN_CONFLICTS_URL"]
