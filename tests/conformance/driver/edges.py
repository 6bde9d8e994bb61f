# SPDX-License-Identifier: MIT
"""Checks that are not about an open connection: sentences over a Bench.

The Bench lends servers with given flags, started once and used by many checks,
so that each also proves that the one before it did no harm.
"""
from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from . import server_role
from .frames import TEXT
from .peer import Failure, Peer
from .program import Program, Server
from .registry import load_modules


@dataclass(frozen=True)
class Check:
    rule: str
    sentence: str
    run: Callable[["Bench"], None]
    soak: bool = False
    measures_memory: bool = False

    @property
    def name(self) -> str:
        return f"{self.rule} {self.sentence}"


CHECKS: list[Check] = []


def check(rule: str, sentence: str, **settings):
    def register(function: Callable[["Bench"], None]):
        CHECKS.append(Check(rule, sentence, function, **settings))
        return function
    return register


def load(package: str) -> list[Check]:
    load_modules(package)
    return CHECKS


class Bench:
    def __init__(self, program: str):
        self.program = program
        self._servers: dict[tuple[str, ...], Server] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    def server(self, *flags: str) -> Server:
        """A living echo-server with these flags, shared with other checks."""
        server = self._servers.get(flags)
        if server is None or not server.is_alive():
            server = self._servers[flags] = self._stack.enter_context(Server(self.program, *flags))
        return server

    def fresh_server(self, *flags: str) -> Server:
        """One that nobody used before; for measurements."""
        return self._stack.enter_context(Server(self.program, *flags))

    def start(self, *arguments: str) -> Program:
        return self._stack.enter_context(Program(self.program, *arguments))


def open_peer(server: Server, **how) -> Peer:
    return server_role.open_peer(server, **how)


def expect_serving(server: Server) -> None:
    """The next client is served as if nothing had happened."""
    if not server.is_alive():
        raise Failure("the server has died")
    peer = open_peer(server)
    peer.expect_echo(TEXT, b"still here")
    peer.close()
