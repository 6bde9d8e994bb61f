#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""python3-websockets as the echo server of a Gantry client.

Text that begins with "please" is an order: close CODE REASON, ping PAYLOAD,
fragments TEXT. Prints where it listens, and how each connection ended.
"""
import argparse
import asyncio
import ssl

import websockets


async def obey(connection, order):
    verb, _, rest = order.partition(" ")
    if verb == "close":
        code, _, reason = rest.partition(" ")
        await connection.close(int(code), reason)
    elif verb == "ping":
        await asyncio.wait_for(await connection.ping(rest.encode()), 10)
        await connection.send("ponged")
    elif verb == "fragments":
        await connection.send(list(rest))


async def serve(connection):
    try:
        async for message in connection:
            if isinstance(message, str) and message.startswith("please "):
                await obey(connection, message.removeprefix("please "))
            else:
                await connection.send(message)
    except websockets.ConnectionClosed:
        pass
    await connection.wait_closed()
    print("closed", connection.close_code, connection.close_reason, flush=True)


async def main(options):
    tls = None
    if options.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(options.cert, options.key)
    server = await websockets.serve(serve, "127.0.0.1", 0, ssl=tls, max_size=None, subprotocols=["chat.v2"],
                                    compression=None if options.plain else "deflate")
    scheme, port = "wss" if tls else "ws", server.sockets[0].getsockname()[1]
    print(f"listening on {scheme}://127.0.0.1:{port}", flush=True)
    await server.wait_closed()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--plain", action="store_true", help="without compression")
    asyncio.run(main(parser.parse_args()))
