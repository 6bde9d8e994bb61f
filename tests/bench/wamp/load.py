#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""autobahn as load for a WAMP router.

load.py URL SERIALIZER callee                   answers calls of com.bench.echo until killed
load.py URL SERIALIZER caller COUNT IN_FLIGHT   makes COUNT calls, so many at a time
load.py URL SERIALIZER subscriber COUNT         waits for COUNT events of com.bench.topic
load.py URL SERIALIZER publisher COUNT          publishes COUNT of them

Each prints "ready" once it has joined (registered, subscribed) and waits for a line on
standard input before it begins; then "done N" with what came back.
"""
import asyncio
import sys

from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.serializer import CBORSerializer, JsonSerializer, MsgPackSerializer
from autobahn.wamp.types import ComponentConfig
from autobahn.websocket.util import parse_url

SERIALIZERS = {'json': JsonSerializer, 'msgpack': MsgPackSerializer, 'cbor': CBORSerializer}
TEXT = 'x' * 64
SILENCE = 10.0  # seconds without an event after which the rest is lost


async def order():
    """The line that says: begin."""
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.readline)


def say(text):
    print(text, flush=True)


class Load(ApplicationSession):
    def onConnect(self):
        self.join('realm1')

    async def onJoin(self, details):
        await getattr(self, arguments[0])(*[int(value) for value in arguments[1:]])

    async def callee(self):
        await self.register(lambda text: text, 'com.bench.echo')
        say('ready')

    async def caller(self, count, in_flight):
        say('ready')
        await order()
        left = count

        async def one_after_the_other():
            nonlocal left
            while left > 0:
                left -= 1
                if await self.call('com.bench.echo', TEXT) != TEXT:
                    sys.exit('load.py: a call was answered wrongly')

        await asyncio.gather(*[one_after_the_other() for _ in range(in_flight)])
        say(f'done {count}')

    async def subscriber(self, count):
        seen = 0
        more = asyncio.Event()

        def on_event(text):
            nonlocal seen
            seen += 1
            more.set()

        await self.subscribe(on_event, 'com.bench.topic')
        say('ready')
        while seen < count:
            more.clear()
            try:
                await asyncio.wait_for(more.wait(), SILENCE)
            except asyncio.TimeoutError:
                break
        say(f'done {seen}')

    async def publisher(self, count):
        say('ready')
        await order()
        for number in range(count):
            self.publish('com.bench.topic', TEXT)
            if number % 100 == 99:
                await asyncio.sleep(0)  # lets it be written
        say(f'done {count}')


url, serializer, *arguments = sys.argv[1:]
factory = WampWebSocketClientFactory(lambda: Load(ComponentConfig('realm1', None)), url=url,
                                     serializers=[SERIALIZERS[serializer]()])
secure, host, port, *_ = parse_url(url)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
factory.loop = loop
loop.run_until_complete(loop.create_connection(factory, host, port))
loop.run_forever()
