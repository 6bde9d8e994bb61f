# SPDX-License-Identifier: MIT
"""Runs the cases against a server: one connection of the raw peer each."""
from __future__ import annotations

from . import handshake
from .deflate import Codec, parse_response
from .peer import Failure, Peer
from .program import Server
from .registry import OCTETS, SERVER, Case
from .report import Report


def open_peer(server: Server, *, piece: int = 0, offer: str = "") -> Peer:
    connection = server.connect()
    head = handshake.upgrade(connection, extensions=offer)
    agreed = head.one("Sec-WebSocket-Extensions")
    codec = Codec(parse_response(agreed), is_client=True) if agreed else None
    return Peer(connection, is_client=True, piece=piece, codec=codec, leftover=head.body)


def run_case(server: Server, case: Case, piece: int) -> None:
    peer = open_peer(server, piece=piece, offer=case.offer)
    try:
        case.run(peer)
        peer.close()
    finally:
        peer.socket.close()
    if not server.is_alive():
        raise Failure("the server has died")


def run(program: str, cases: list[Case], report: Report) -> None:
    with Server(program, "--no-ping") as server:
        for case in cases:
            if SERVER not in case.roles:
                continue
            for piece in case.pieces:
                name = case.name + (", octet by octet" if piece == OCTETS else "")
                report.run(name, run_case, server, case, piece)
        report.run("the server ends cleanly on SIGTERM", ends_cleanly, server)


def ends_cleanly(server: Server) -> None:
    status, _, errors = server.terminate()
    if status != 0:
        raise Failure(f"exit status {status}, {errors!r}")
