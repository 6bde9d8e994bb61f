#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""python3-autobahn as a client that logs in: METHOD, and lines of JSON.

Reads what the authenticator is made with and prints its authextra; reads
CHALLENGE.Extra and prints the signature; reads WELCOME.Details.authextra and
prints the error it finds, or null.
"""
import base64
import json
import sys
from types import SimpleNamespace

import txaio

txaio.use_twisted()

from autobahn.wamp import auth  # noqa: E402: txaio has to be told first
from autobahn.wamp.types import Challenge  # noqa: E402
from nacl.pwhash import argon2id  # noqa: E402
from passlib.utils import saslprep  # noqa: E402


def hash_secret(secret, salt, time_cost, memory_cost, parallelism, hash_len, type, version):
    """argon2-cffi's function, by libsodium: Debian's autobahn comes without the former."""
    assert parallelism == 1 and version == 0x13
    raw = argon2id.kdf(hash_len, secret, salt, time_cost, memory_cost * 1024)
    text = base64.b64encode(raw).rstrip(b"=").decode()
    return f"$argon2id$v=19$m={memory_cost},t={time_cost},p=1$salt${text}".encode()


def supply_argon2():
    if not auth.HAS_ARGON:
        auth.hash_secret = hash_secret
        auth.Type = SimpleNamespace(ID=2)
        auth.saslprep = saslprep
        auth.HAS_ARGON = True


def say(value):
    print(json.dumps(value), flush=True)


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit()  # the router said no
    return json.loads(line)


def main():
    method = sys.argv[1]
    supply_argon2()
    authenticator = auth.create_authenticator(method, **hear())
    say({"authextra": authenticator.authextra})
    silent = SimpleNamespace(error=lambda *_: None, info=lambda *_: None)
    details = SimpleNamespace(channel_id={})
    session = SimpleNamespace(log=silent, _transport=SimpleNamespace(transport_details=details))
    signature = authenticator.on_challenge(session, Challenge(method, hear()))
    signature = getattr(signature, "result", signature)
    say({"signature": signature.decode() if isinstance(signature, bytes) else signature})
    say({"error": authenticator.on_welcome(session, hear())})


main()
