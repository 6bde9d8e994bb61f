#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""python3-autobahn as a WAMP client that does what it is told.

Each line of stdin is an order and each line of stdout says what happened, both JSON;
tests/interop/wampactor.h describes them. Ends with its stdin.
"""
import asyncio
import json
import sys

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory, WampRawSocketClientProtocol
from autobahn.asyncio.wamp import Session
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp import message, serializer, types
from autobahn.wamp.auth import create_authenticator
from autobahn.wamp.exception import ApplicationError, TransportLost

SERIALIZERS = {"json": serializer.JsonSerializer, "msgpack": serializer.MsgPackSerializer,
               "cbor": serializer.CBORSerializer}
SECRETS = {"ticket": "ticket", "wampcra": "secret", "cryptosign": "privkey", "scram": "password"}


def say(**what):
    print(json.dumps(what, default=lambda octets: {"$bytes": octets.hex()}), flush=True)


def from_order(value):
    """Octets have no place in JSON: {"$bytes": hex} stands for them."""
    if isinstance(value, list):
        return [from_order(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return bytes.fromhex(value["$bytes"])
        return {key: from_order(item) for key, item in value.items()}
    return value


class Behaviours:
    """What a procedure does; each gets what was called and what was registered."""

    @staticmethod
    async def echo(args, kwargs, details, order):
        return types.CallResult(*args, **kwargs)

    @staticmethod
    async def add(args, kwargs, details, order):
        return sum(args)

    @staticmethod
    async def fail(args, kwargs, details, order):
        raise ApplicationError(order["error"], *args, **kwargs)

    @staticmethod
    async def progress(args, kwargs, details, order):
        for step in range(args[0] if details.progress else 0):
            details.progress(step, of=args[0])
        return args[0]

    @staticmethod
    async def hang(args, kwargs, details, order):
        say(n=order["n"], what="invoked")
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            say(n=order["n"], what="interrupted")
            raise ApplicationError("wamp.error.canceled", "stopped in the middle") from None

    @staticmethod
    async def tell(args, kwargs, details, order):
        return types.CallResult(order["tag"], procedure=details.procedure, caller=details.caller,
                                caller_authid=details.caller_authid, caller_authrole=details.caller_authrole)


class Client(Session):
    """One session. Answers an order with one report that has its number."""

    def __init__(self, order):
        super().__init__(types.ComponentConfig(order["realm"]))
        self.order = order
        self.is_joined = False
        self.kept = {}  # subscriptions, registrations and calls by their order's number
        auth = order.get("auth")
        if auth:
            method = auth["method"]
            self.add_authenticator(
                create_authenticator(method, authid=auth["authid"], **{SECRETS[method]: auth["secret"]}))

    def on_join(self, details):
        self.is_joined = True
        say(n=self.order["n"], what="joined", session=details.session, authid=details.authid,
            authrole=details.authrole, authmethod=details.authmethod)

    def onUserError(self, fail, msg):
        """What a procedure raises is no news."""

    def on_leave(self, details):
        say(n=self.order["n"], what="left" if self.is_joined else "refused", reason=details.reason)
        self.disconnect()

    def on_disconnect(self):
        say(n=self.order["n"], what="disconnected")

    def do_leave(self, order):
        self.leave()

    async def do_register(self, order):
        behaviour = getattr(Behaviours, order["behaviour"])

        async def endpoint(*args, details, **kwargs):
            return await behaviour(args, kwargs, details, order)

        options = types.RegisterOptions(details=True, **order.get("options", {}))
        self.kept[order["n"]] = await self.register(endpoint, order["procedure"], options)
        return {"what": "registered"}

    async def do_unregister(self, order):
        await self.kept.pop(order["of"]).unregister()
        return {"what": "unregistered"}

    async def do_subscribe(self, order):
        def handler(*args, details, **kwargs):
            say(n=order["n"], what="event", args=args, kwargs=kwargs, topic=details.topic,
                publication=details.publication, publisher=details.publisher,
                publisher_authid=details.publisher_authid, publisher_authrole=details.publisher_authrole,
                retained=bool(details.retained))

        options = types.SubscribeOptions(details=True, **order.get("options", {}))
        self.kept[order["n"]] = await self.subscribe(handler, order["topic"], options)
        return {"what": "subscribed"}

    async def do_unsubscribe(self, order):
        await self.kept.pop(order["of"]).unsubscribe()
        return {"what": "unsubscribed"}

    async def do_publish(self, order):
        options = types.PublishOptions(**order.get("options", {}))
        acknowledged = self.publish(order["topic"], *from_order(order.get("args", [])), options=options,
                                    **from_order(order.get("kwargs", {})))
        if acknowledged is None:
            return {"what": "sent"}
        return {"what": "published", "publication": (await acknowledged).id}

    async def do_call(self, order):
        options = dict(order.get("options", {}))
        if options.pop("receive_progress", False):
            options["on_progress"] = lambda *args, **kwargs: say(n=order["n"], what="progress", args=args,
                                                                 kwargs=kwargs)
        else:
            options["details"] = True  # without, one result is not told from a list of one
        reply = self.call(order["procedure"], *from_order(order.get("args", [])),
                          options=types.CallOptions(**options), **from_order(order.get("kwargs", {})))
        self.kept[order["n"]] = reply
        result = await reply
        if isinstance(result, types.CallResult):
            return {"what": "result", "args": result.results, "kwargs": result.kwresults}
        return {"what": "result", "args": [result], "kwargs": {}}

    def do_cancel(self, order):
        # The public way, cancelling the future, knows no mode and hears no answer.
        reply = self.kept[order["of"]]
        request, = (number for number, call in self._call_reqs.items() if call.on_reply is reply)
        self._transport.send(message.Cancel(request, mode=order["mode"]))


class RawSocketProtocol(WampRawSocketClientProtocol):
    """With what this release of autobahn has only on WebSocket, and sessions ask for."""

    @property
    def transport_details(self):
        return self._transport_details


class RawSocketFactory(WampRawSocketClientFactory):
    protocol = RawSocketProtocol


async def obey(client, order):
    try:
        answer = await getattr(client, "do_" + order["op"])(order)
    except ApplicationError as error:
        answer = {"what": "error", "error": error.error, "args": error.args, "kwargs": error.kwargs}
    except TransportLost:
        answer = {"what": "error", "error": "the transport was lost"}
    say(n=order["n"], **answer)


async def join(order):
    """Connects; what comes of the session is said by the session."""
    client = Client(order)
    name, _, batched = order["serializer"].partition(".")
    encoding = SERIALIZERS[name](batched=bool(batched))
    loop = asyncio.get_running_loop()
    scheme, _, rest = order["url"].partition("://")
    if scheme == "ws":
        factory = WampWebSocketClientFactory(lambda: client, url=order["url"], serializers=[encoding])
        await loop.create_connection(factory, factory.host, factory.port)
    elif scheme == "rs":
        host, _, port = rest.rpartition(":")
        factory = RawSocketFactory(lambda: client, serializer=encoding)
        await loop.create_connection(factory, host, int(port))
    else:
        factory = RawSocketFactory(lambda: client, serializer=encoding)
        await loop.create_unix_connection(factory, order["url"].partition(":")[2])
    return client


async def main():
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    clients = {}
    tasks = set()
    while line := await orders.readline():
        order = json.loads(line)
        if order["op"] == "join":
            clients[order["session"]] = await join(order)
        elif order["op"] in ("leave", "cancel"):
            getattr(clients[order["session"]], "do_" + order["op"])(order)
        else:
            task = loop.create_task(obey(clients[order["session"]], order))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


asyncio.run(main())
