# SPDX-License-Identifier: MIT
"""Cases: sentences with the code that proves them.

A case is a function over a Peer whose handshake is done. Most rules bind both
roles, so most cases are run against a server and against a client, and each of
them twice: octets sent together, and one by one.
"""
from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from .peer import Peer

SERVER, CLIENT = "server", "client"
BOTH = (SERVER, CLIENT)
WHOLE, OCTETS = 0, 1


@dataclass(frozen=True)
class Case:
    rule: str  #: the section of the RFC, as "5.5.1" or "7692 7.1.2"
    sentence: str
    run: Callable[[Peer], None]
    roles: tuple[str, ...] = BOTH  #: of the program under test
    pieces: tuple[int, ...] = (WHOLE, OCTETS)
    deflate: bool = False
    offer: str = ""  #: against a server: what is offered
    response: str = ""  #: against a client: parameters its offer is answered with
    soak: bool = False  #: takes so long that it runs on demand only

    @property
    def name(self) -> str:
        return f"{self.rule} {self.sentence}"


CASES: list[Case] = []


def case(rule: str, sentence: str, **settings):
    """Registers a function as a case; several may share one function."""
    def register(function: Callable[[Peer], None]):
        add(rule, sentence, function, **settings)
        return function
    return register


def add(rule: str, sentence: str, function: Callable[[Peer], None], **settings) -> None:
    CASES.append(Case(rule, sentence, function, **settings))


def load_modules(package: str) -> None:
    """Imports every module of `package`, in the order of their names."""
    root = importlib.import_module(package)
    for module in sorted(info.name for info in pkgutil.iter_modules(root.__path__)):
        importlib.import_module(f"{package}.{module}")


def load(package: str) -> list[Case]:
    load_modules(package)
    return CASES
