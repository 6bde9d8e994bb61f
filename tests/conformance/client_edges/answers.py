# SPDX-License-Identifier: MIT
"""Answers that a client must not take for a WebSocket connection: RFC 6455
section 4.1, from "Once the client's opening handshake has been sent" on."""
import socket
import threading

from driver import handshake
from driver.edges import Bench, check
from driver.frames import CLOSE, TEXT, close_payload, encode
from driver.handshake import Head
from driver.peer import Failure, Peer

OK = "HTTP/1.1 101 Switching Protocols"

BAD_ANSWERS = {
    "status 200": dict(status_line="HTTP/1.1 200 OK"),
    "status 404": dict(status_line="HTTP/1.1 404 Not Found"),
    "status 301": dict(status_line="HTTP/1.1 301 Moved", extra=["Location: ws://127.0.0.1:1/"]),
    "status 100": dict(status_line="HTTP/1.1 100 Continue"),
    "HTTP/1.0": dict(status_line="HTTP/1.0 101 Switching Protocols"),
    "HTTP/2.0": dict(status_line="HTTP/2.0 101 Switching Protocols"),
    "a status that is no number": dict(status_line="HTTP/1.1 1O1 Switching Protocols"),
    "no accept": dict(leave_out=("Sec-WebSocket-Accept",)),
    "a wrong accept": dict(replace={"Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}),
    "two accepts": dict(extra=["Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]),
    "no Upgrade": dict(leave_out=("Upgrade",)),
    "another Upgrade": dict(replace={"Upgrade": "h2c"}),
    "no Connection": dict(leave_out=("Connection",)),
    "another Connection": dict(replace={"Connection": "close"}),
    "an extension that was not offered": dict(extensions="x-unknown"),
    "compression twice": dict(extensions="permessage-deflate, permessage-deflate"),
    "an unknown parameter": dict(extensions="permessage-deflate; unknown"),
    "a window of 7 bits": dict(extensions="permessage-deflate; server_max_window_bits=7"),
    "a window of 16 bits": dict(extensions="permessage-deflate; client_max_window_bits=16"),
    "a window without a value": dict(extensions="permessage-deflate; client_max_window_bits"),
    "a repeated parameter": dict(
        extensions="permessage-deflate; server_no_context_takeover; server_no_context_takeover"),
    "a subprotocol nobody asked for": dict(extra=["Sec-WebSocket-Protocol: chat"]),
    "a header line of 300 kB": dict(extra=["X-Long: " + "x" * 300_000]),
    "twenty thousand headers": dict(extra=[f"X-{i}: y" for i in range(20_000)]),
    "a folded header": dict(extra=["X-A: b", " c"]),
    "a blank before a colon": dict(extra=["X-A : b"]),
}
RAW_ANSWERS = {
    "nothing, and the end": b"",
    "garbage": bytes(range(256)) * 20,
    "half an answer": b"HTTP/1.1 101 Switching Protocols\r\nUpgr",
    "a frame instead of an answer": encode(TEXT, b"Hello"),
}


def visit(bench: Bench, respond, *arguments: str) -> tuple[int, str, str]:
    """One run of echo-client against a server that answers with respond(head)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        client = bench.start(f"ws://127.0.0.1:{listener.getsockname()[1]}/", "--message", "Hello", *arguments)
        connection, _ = listener.accept()
        with connection:
            head = handshake.read_head(connection)
            handshake.check_request(head)
            worker = threading.Thread(target=respond, args=(connection, head))
            worker.start()
            result = client.wait(20)
            connection.close()
            worker.join(20)
    return result


def send_answer(octets_of):
    def respond(connection: socket.socket, head: Head) -> None:
        try:
            connection.sendall(octets_of(head))
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    return respond


def refuses(bench: Bench, octets_of) -> None:
    status, out, errors = visit(bench, send_answer(octets_of))
    if status != 1 or out or len(errors.strip().splitlines()) != 1:
        raise Failure(f"exit status {status}, stdout {out!r}, stderr {errors!r}")


for name, how in BAD_ANSWERS.items():
    check("4.1", f"an answer with {name} is refused")(
        lambda bench, settings=how: refuses(bench, lambda head: handshake.answer(head, **settings)))
for name, octets in RAW_ANSWERS.items():
    check("4.1", f"{name}: refused")(lambda bench, data=octets: refuses(bench, lambda head: data))


def echo_once(connection: socket.socket, head: Head) -> None:
    peer = Peer(connection, is_client=False, leftover=head.body)
    frame = peer.expect_frame(TEXT, b"Hello")
    peer.send(TEXT, frame.payload)
    answer_close(peer)


def answer_close(peer: Peer) -> None:
    peer.expect_frame(CLOSE, close_payload(1000))
    peer.send(CLOSE, close_payload(1000))
    peer.socket.shutdown(socket.SHUT_WR)  # 7.1.1: the server hangs up first


def split_answer(piece: int):
    def respond(connection: socket.socket, head: Head) -> None:
        octets = handshake.answer(head)
        for start in range(0, len(octets), piece):
            connection.sendall(octets[start:start + piece])
        echo_once(connection, head)
    return respond


for piece in (1, 7, 10_000):
    def accepts(bench: Bench, octets: int = piece):
        status, out, errors = visit(bench, split_answer(octets))
        if (status, out) != (0, "Hello\n"):
            raise Failure(f"exit status {status}, stdout {out!r}, stderr {errors!r}")
    check("4.1", f"a good answer in pieces of {piece} is taken, and the conversation ends with status 0")(accepts)


@check("4.1", "a frame in the same segment as the answer is not lost")
def frame_behind_the_answer(bench: Bench):
    def respond(connection: socket.socket, head: Head) -> None:
        connection.sendall(handshake.answer(head) + encode(TEXT, b"early"))
        peer = Peer(connection, is_client=False, leftover=head.body)
        peer.expect_frame(TEXT, b"Hello")
        answer_close(peer)
    status, out, errors = visit(bench, respond)
    if (status, out) != (0, "early\n"):
        raise Failure(f"exit status {status}, stdout {out!r}, stderr {errors!r}")


@check("7.1.1", "a server that answers the close and never hangs up is left behind, in order")
def never_hangs_up(bench: Bench):
    def respond(connection: socket.socket, head: Head) -> None:
        connection.sendall(handshake.answer(head))
        peer = Peer(connection, is_client=False, leftover=head.body)
        peer.send(TEXT, peer.expect_frame(TEXT, b"Hello").payload)
        peer.expect_frame(CLOSE, close_payload(1000))
        peer.send(CLOSE, close_payload(1000))
    status, _, errors = visit(bench, respond)
    if status != 0:
        raise Failure(f"exit status {status}, stderr {errors!r}")


@check("7.1.5", "a connection that ends without a close frame is an error")
def unclean_end(bench: Bench):
    def respond(connection: socket.socket, head: Head) -> None:
        connection.sendall(handshake.answer(head))
        Peer(connection, is_client=False, leftover=head.body).expect_frame(TEXT)
        connection.shutdown(socket.SHUT_RDWR)
    status, out, errors = visit(bench, respond)
    if status != 1 or out or not errors.strip():
        raise Failure(f"exit status {status}, stdout {out!r}, stderr {errors!r}")


@check("4.1", "a server that never answers is given up after 5 s", soak=True)
def silence(bench: Bench):
    status, _, errors = visit(bench, lambda connection, head: None)
    if status != 1 or not errors.strip():
        raise Failure(f"exit status {status}, stderr {errors!r}")
