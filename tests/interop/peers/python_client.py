#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""python3-websockets as the client of a Gantry echo server.

Holds one conversation of every kind of message and frame, and one that the
server ends. Exits 0 when everything came back as it should, else says what not.
"""
import argparse
import asyncio
import ssl
import sys

import websockets

SIZES = (0, 1, 125, 126, 65535, 65536, 1 << 20)
UNIT = "a\u00e4\u20ac\U0001f600"  # one to four octets each


def check(condition, text):
    if not condition:
        sys.exit(f"failed: {text}")


async def echoes(connection):
    for size in SIZES:
        binary = bytes(i * 31 & 255 for i in range(size))
        await connection.send(binary)
        check(await connection.recv() == binary, f"binary of {size} octets")
        text = (UNIT * (size // 10 + 1))[:size]
        await connection.send(text)
        check(await connection.recv() == text, f"text of {size} characters")


async def fragments(connection):
    words = ["many ", "small ", "", "fr\u00e4", "gments \U0001f600"]
    await connection.send(words)
    check(await connection.recv() == "".join(words), "text in fragments")
    pieces = [bytes([i]) * i for i in range(60)]
    await connection.send(pieces)
    check(await connection.recv() == b"".join(pieces), "binary in fragments")


async def pings(connection):
    for payload in (b"", b"ping", b"\xff" * 125):
        await asyncio.wait_for(await connection.ping(payload), 10)


async def pipelined(connection):
    texts = [f"message {i} " + UNIT * (i % 50) for i in range(500)]
    sending = asyncio.create_task(send_all(connection, texts))
    for i, text in enumerate(texts):
        check(await connection.recv() == text, f"pipelined message {i}")
    await sending


async def send_all(connection, texts):
    for text in texts:
        await connection.send(text)


async def closed_by_the_server(connection):
    await connection.send("please close 4002 over \u00fc out")
    try:
        message = await connection.recv()
        check(False, f"a message instead of a close: {message!r}")
    except websockets.ConnectionClosed as end:
        check(end.rcvd and (end.rcvd.code, end.rcvd.reason) == (4002, "over \u00fc out"), f"close: {end}")


async def main(options):
    tls = ssl.create_default_context(cafile=options.ca) if options.ca else None

    def connect():
        return websockets.connect(options.url, ssl=tls, max_size=None, subprotocols=["other", "chat.v2"],
                                  compression=None if options.plain else "deflate")

    async with connect() as connection:
        check(connection.subprotocol == "chat.v2", f"subprotocol {connection.subprotocol}")
        check(bool(connection.extensions) != options.plain, f"extensions {connection.extensions}")
        for part in (echoes, fragments, pings, pipelined):
            await part(connection)
        await connection.close(4001, "my r\u00e9ason")
        check(connection.close_code == 4001, f"closed with {connection.close_code}")
    async with connect() as connection:
        await closed_by_the_server(connection)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--ca")
    parser.add_argument("--plain", action="store_true", help="without compression")
    asyncio.run(main(parser.parse_args()))
