# SPDX-License-Identifier: MIT
"""Peers that are slow, silent, sudden or many."""
import socket
import struct
import time

from driver.edges import Bench, check, expect_serving, open_peer
from driver.frames import CLOSE, TEXT, close_payload
from driver.handshake import request
from driver.peer import Failure

OPEN_TIMEOUT = 0.5
QUICK = ("--open-timeout-ms", str(int(OPEN_TIMEOUT * 1000)))


def seconds_until_dropped(connection: socket.socket, patience: float) -> float:
    """How long the server bears it. An HTTP 408 in front of the end is fine."""
    started = time.monotonic()
    connection.settimeout(patience)
    try:
        while connection.recv(4096):
            pass
    except ConnectionResetError:
        pass
    except socket.timeout:
        raise Failure(f"not dropped within {patience} s") from None
    return time.monotonic() - started


def drops_in_time(bench: Bench, octets: bytes, flags: tuple[str, ...], timeout: float) -> None:
    server = bench.server(*flags)
    with server.connect() as connection:
        connection.sendall(octets)
        seconds = seconds_until_dropped(connection, timeout + 5)
    if not timeout * 0.8 <= seconds <= timeout + 3:
        raise Failure(f"dropped after {seconds:.2f} s instead of {timeout} s")
    expect_serving(server)


for name, octets in (("nothing", b""), ("half a request", request()[:60]),
                     ("everything but the last octet", request()[:-1])):
    check("4.2", f"who has sent {name} is dropped when the opening handshake times out")(
        lambda bench, data=octets: drops_in_time(bench, data, QUICK, OPEN_TIMEOUT))
    check("4.2", f"who has sent {name} is dropped after 5 s by default", soak=True)(
        lambda bench, data=octets: drops_in_time(bench, data, (), 5.0))


@check("4.2", "an octet now and then does not put the end off")
def dripping(bench: Bench):
    server = bench.server(*QUICK)
    with server.connect() as connection:
        started = time.monotonic()
        try:
            for octet in request():
                connection.sendall(bytes([octet]))
                connection.settimeout(0.05)
                try:
                    if not connection.recv(4096):
                        break
                except socket.timeout:
                    pass
        except (BrokenPipeError, ConnectionResetError):
            pass
        seconds = time.monotonic() - started
    if seconds > OPEN_TIMEOUT + 3:
        raise Failure(f"dropped after {seconds:.2f} s")
    expect_serving(server)


@check("4.2", "two hundred silent connections keep nobody out")
def many_silent(bench: Bench):
    server = bench.server(*QUICK)
    silent = [server.connect() for _ in range(200)]
    try:
        started = time.monotonic()
        expect_serving(server)
        if time.monotonic() - started > 5:
            raise Failure("the next client had to wait")
        for connection in silent:
            seconds_until_dropped(connection, 5)
    finally:
        for connection in silent:
            connection.close()


@check("7.1.1", "a peer that resets the connection in any phase harms nobody")
def resets(bench: Bench):
    server = bench.server()
    for phase in ("silent", "asking", "open", "inside a frame", "closing"):
        connection = server.connect()
        if phase == "asking":
            connection.sendall(request()[:50])
        elif phase != "silent":
            connection.close()
            peer = open_peer(server)
            connection = peer.socket
            if phase == "inside a frame":
                peer.send(TEXT, b"half", declared=1000)
            if phase == "closing":
                peer.send(CLOSE, close_payload(1000))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    expect_serving(server)


@check("7.1.1", "the server hangs up on a client that keeps the connection after the close")
def lingering(bench: Bench):
    """Section 7.1.1: the server closes first; it does not wait for the client."""
    peer = open_peer(bench.server())
    peer.send(CLOSE, close_payload(1000))
    started = time.monotonic()
    peer.expect_frame(CLOSE)
    if peer.receive(patience=5) is not None:
        raise Failure("more frames after the close")
    if time.monotonic() - started > 1.5:  # 2 s is when the closing handshake times out
        raise Failure("only the timeout ended it")
    peer.socket.close()


@check("7.2.1", "five hundred connections one after the other leave nothing behind", measures_memory=True)
def churn(bench: Bench):
    server = bench.fresh_server()
    for _ in range(100):
        expect_serving(server)
    before, files = server.peak_memory(), server.open_files()
    for _ in range(500):
        expect_serving(server)
    if (growth := server.peak_memory() - before) > 1024 * 1024:
        raise Failure(f"the peak grew by {growth} octets")
    if server.open_files() > files + 2:
        raise Failure(f"{server.open_files()} open files instead of {files}")


@check("10", "a server that has nothing to do does nothing")
def idle(bench: Bench):
    server = bench.fresh_server()
    peers = [open_peer(server) for _ in range(20)]
    peers[0].send(TEXT, b"half", declared=1000)
    before = server.cpu_seconds()
    peers[1].expect_silence(1.0)
    if (used := server.cpu_seconds() - before) > 0.1:
        raise Failure(f"{used:.2f} s of processor time in one second")
    for peer in peers:
        peer.socket.close()
