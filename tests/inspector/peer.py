# SPDX-License-Identifier: GPL-3.0-only
"""Both ends of a conversation that Gantry has no part in, for tests of the proxy.

  peer.py server [CERT KEY]     says where it listens, echoes until it is terminated
  peer.py client URL [CA]       sends one message of each kind, exits 0 if all came back
  peer.py bulk CERT KEY         answers the first octets of a connection with 4 MiB and
                                a close_notify, and waits for the other side's
"""
import asyncio
import signal
import socket
import ssl
import sys

import websockets

TEXT = "hello, äöü 👋 " * 20
BINARY = bytes(range(256))
FRAGMENTS = ["first half, ", "second half"]


async def echo(connection, path=None):
    async for message in connection:
        await connection.send(message)


async def serve(certificate=None, key=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    ended = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set_result, None)
    async with websockets.serve(echo, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on {'wss' if context else 'ws'}://localhost:{port}", flush=True)
        await ended


async def converse(url, authority=None):
    context = ssl.create_default_context(cafile=authority) if authority else None
    async with websockets.connect(url, ssl=context, ping_interval=None) as connection:
        await connection.send(TEXT)
        assert await connection.recv() == TEXT
        await connection.send(BINARY)
        assert await connection.recv() == BINARY
        await connection.send(FRAGMENTS)
        assert await connection.recv() == "".join(FRAGMENTS)
        await (await connection.ping(b"are you there?"))
        await connection.close(4000, "that was all")


def send_bulk(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"listening on wss://localhost:{listener.getsockname()[1]}", flush=True)
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    connection.recv(1)
    connection.sendall(bytes(4 * 1024 * 1024))
    connection.settimeout(30)
    try:
        connection.unwrap()
    except (ssl.SSLError, OSError) as error:
        print(type(error).__name__, flush=True)
    connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "bulk":
        send_bulk(*sys.argv[2:])
    elif sys.argv[1] == "server":
        asyncio.run(serve(*sys.argv[2:]))
    else:
        asyncio.run(asyncio.wait_for(converse(*sys.argv[2:]), 30))
