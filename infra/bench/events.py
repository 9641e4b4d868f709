"""Events as AWS hands them to a function."""

import json
import time

TRACE = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"
HOST = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws"


def over_http(path: str, document: str) -> bytes:
    """A request to a function URL: payload format 2.0."""
    address = {"sourceIp": "192.0.2.7", "userAgent": "IcMBroadcaster/1.0", "protocol": "HTTP/1.1"}
    headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(document.encode())),
        "host": HOST,
        "user-agent": "IcMBroadcaster/1.0",
        "x-amzn-trace-id": TRACE,
        "x-amzn-tls-version": "TLSv1.3",
        "x-forwarded-for": "192.0.2.7",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    context = {
        "accountId": "anonymous",
        "apiId": HOST.split(".")[0],
        "domainName": HOST,
        "http": {"method": "POST", "path": f"/{path}", **address},
        "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
        "routeKey": "$default",
        "stage": "$default",
        "timeEpoch": int(time.time() * 1e3),
    }
    request = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": f"/{path}",
        "rawQueryString": "",
        "headers": headers,
    }
    return json.dumps(request | {"requestContext": context, "body": document, "isBase64Encoded": False}).encode()


def from_queue(document: str) -> bytes:
    """One message of the conflicts queue."""
    now_ms = str(int(time.time() * 1e3))
    kind = {"stringValue": "document", "stringListValues": [], "binaryListValues": [], "dataType": "String"}
    message = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "AQEBexample",
        "body": document,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": now_ms,
            "SenderId": "AROAEXAMPLE:intake",
            "ApproximateFirstReceiveTimestamp": now_ms,
        },
        "messageAttributes": {"kind": kind},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:conflicts",
        "awsRegion": "eu-central-1",
    }
    return json.dumps({"Records": [message]}).encode()
