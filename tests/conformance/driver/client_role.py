# SPDX-License-Identifier: MIT
"""Runs the cases against conformance-client, as the server it is told to visit.

Speaks the protocol such clients know: /getCaseCount answers a number, each
/runCase?case=N&agent=NAME is one case, /updateReports ends the run.
"""
from __future__ import annotations

import socket
from urllib.parse import parse_qs, quote, urlsplit

from . import handshake
from .deflate import Codec, Parameters
from .frames import TEXT
from .peer import Failure, Peer
from .program import Program
from .registry import CLIENT, OCTETS, Case
from .report import Report

#: Has to be percent-encoded, which is part of the test.
AGENT = "driver & client/1 \u00e4"


def answer_offer(offer: str, wished: str) -> str:
    """The legal answer to a client's first offer that comes closest to `wished`."""
    fields = {}
    for field in offer.split(",")[0].split(";")[1:]:
        name, _, value = field.strip().partition("=")
        fields[name] = int(value) if value else None
    given = {}
    for field in filter(None, (part.strip() for part in wished.split(";"))):
        name, _, value = field.partition("=")
        if name == "client_max_window_bits" and name not in fields:
            continue  # 7.1.2.2: only when the client said it understands it
        number = int(value) if value else None
        given[name] = min(number, fields.get(name) or 15) if number else None
    if limit := fields.get("server_max_window_bits"):
        given["server_max_window_bits"] = min(limit, given.get("server_max_window_bits", limit))
    if "server_no_context_takeover" in fields:
        given["server_no_context_takeover"] = None
    words = [name if value is None else f"{name}={value}" for name, value in given.items()]
    return "; ".join(["permessage-deflate"] + words)


def parameters_of(answer: str) -> Parameters:
    fields = dict((part.strip().partition("=")[::2]) for part in answer.split(";")[1:])
    return Parameters(**{name: int(value) if value else True for name, value in fields.items()})


class CaseServer:
    """One listening socket; its client comes again and again."""

    def __init__(self, cases: list[tuple[Case, int]], report: Report):
        self.cases = cases
        self.report = report
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.listener.settimeout(20)
        self.visits: list[int] = []
        self.finished = False

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        for _ in range(len(self.cases) + 2):
            if self.finished:
                break
            try:
                connection, _ = self.listener.accept()
            except socket.timeout:
                raise Failure(f"the client did not come back after case {self.visits[-1:]}") from None
            with connection:
                self._visit(connection)
        if not self.finished:
            raise Failure("the client never asked for /updateReports")

    def _visit(self, connection: socket.socket) -> None:
        head = handshake.read_head(connection)
        handshake.check_request(head)
        url = urlsplit(head.start_line.split(" ")[1])
        query = parse_qs(url.query)
        if url.path == "/getCaseCount":
            self._plain(connection, head, lambda peer: peer.send(TEXT, b"%d" % len(self.cases)))
            return
        if query.get("agent") != [AGENT]:
            raise Failure(f"the agent is {query.get('agent')}, not {quote(AGENT)}")
        if url.path == "/updateReports":
            self._plain(connection, head, lambda peer: None)
            self.finished = True
        elif url.path == "/runCase":
            self._run(connection, head, int(query["case"][0]))
        else:
            raise Failure(f"the client asked for {url.path}")

    def _plain(self, connection: socket.socket, head: handshake.Head, then) -> None:
        connection.sendall(handshake.answer(head))
        peer = Peer(connection, is_client=False, leftover=head.body)
        then(peer)
        peer.close()

    def _run(self, connection: socket.socket, head: handshake.Head, number: int) -> None:
        self.visits.append(number)
        case, piece = self.cases[number - 1]
        name = case.name + (", octet by octet" if piece == OCTETS else "")
        self.report.run(name, self._run_case, connection, head, case, piece)

    def _run_case(self, connection: socket.socket, head: handshake.Head, case: Case, piece: int) -> None:
        extensions, codec = "", None
        if case.deflate:
            offer = head.one("Sec-WebSocket-Extensions")
            if not offer.startswith("permessage-deflate"):
                raise Failure(f"compression is not offered: {offer!r}")
            extensions = answer_offer(offer, case.response)
            codec = Codec(parameters_of(extensions), is_client=False)
        connection.sendall(handshake.answer(head, extensions=extensions))
        peer = Peer(connection, is_client=False, piece=piece, codec=codec, leftover=head.body)
        case.run(peer)
        peer.close()


def run(program: str, cases: list[Case], report: Report) -> None:
    chosen = [(case, piece) for case in cases if CLIENT in case.roles for piece in case.pieces]
    server = CaseServer(chosen, report)
    with Program(program, server.url, "--agent", AGENT) as client, server.listener:
        report.run("the client visits every case in order", visits_everything, server)
        report.run("the client ends with status 0", ends_well, client)


def visits_everything(server: CaseServer) -> None:
    server.serve()
    if server.visits != list(range(1, len(server.cases) + 1)):
        raise Failure(f"{len(server.visits)} visits: {server.visits[:20]}...")


def ends_well(client: Program) -> None:
    status, _, errors = client.wait(20)
    if status != 0:
        raise Failure(f"exit status {status}, {errors!r}")
