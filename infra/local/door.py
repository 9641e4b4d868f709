"""Hands the demo's failures in at the deployed door, as their sender would."""

import http.client
from urllib.parse import urlsplit

import logs
from emulator import Aws
from processes import Broken
from sandbox import World
from stack import Deployed

ANSWER_S = 60
ACCEPTED = 202


def hand_in(aws: Aws, deployed: Deployed, world: World) -> None:
    print("The demo's failures arrive at the deployed door:")
    for file in world.failures:
        status = post(aws, deployed, file.read_bytes())
        print(f"  {file.name}: {status}")
        if status != ACCEPTED:
            logs.tell_last(aws, deployed, "intake")
            raise Broken(f"the door did not accept {file.name}; the end of its log stands above")


def try_to_hand_in(aws: Aws, deployed: Deployed, world: World) -> None:
    """Whatever the door answers."""
    for file in world.failures:
        post(aws, deployed, file.read_bytes())


def post(aws: Aws, deployed: Deployed, document: bytes) -> int:
    """The host in the URL is none here: the emulator listens, and knows the door by that name."""
    connection = http.client.HTTPConnection("127.0.0.1", aws.port, timeout=ANSWER_S)
    try:
        headers = {"Host": urlsplit(deployed.door).netloc, "Content-Type": "text/plain"}
        connection.request("POST", f"/{deployed.path_secret}", document, headers)
        return connection.getresponse().status
    finally:
        connection.close()
