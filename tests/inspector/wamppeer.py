# SPDX-License-Identifier: GPL-3.0-only
"""Both ends of WAMP calls, by python3-autobahn, for tests of what the inspector measures.

  wamppeer.py callee URL        registers com.example.wait, which takes as many milliseconds
                                as it is told; says "registered"; until it is terminated
  wamppeer.py caller URL COUNT  calls it COUNT times one after the other, and COUNT times
                                five at a time, of which the first takes longest; prints the
                                nanoseconds that each call took by its own clock, in the
                                order of the calls
"""
import asyncio
import sys
import time

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession

PROCEDURE = "com.example.wait"


async def wait(milliseconds):
    if milliseconds:
        await asyncio.sleep(milliseconds / 1000)
    return milliseconds


class Callee(ApplicationSession):
    async def onJoin(self, details):
        await self.register(wait, PROCEDURE)
        print("registered", flush=True)


class Caller(ApplicationSession):
    async def timed(self, milliseconds):
        begin = time.monotonic_ns()
        await self.call(PROCEDURE, milliseconds)
        return time.monotonic_ns() - begin

    async def onJoin(self, details):
        count = int(sys.argv[3])
        taken = [await self.timed(i % 5) for i in range(count)]
        for _ in range(count // 5):
            taken += await asyncio.gather(*[self.timed(i) for i in (8, 6, 4, 2, 0)])
        print("\n".join(map(str, taken)), flush=True)
        self.leave()

    def onDisconnect(self):
        asyncio.get_running_loop().stop()


ApplicationRunner(sys.argv[2], "realm1").run(Callee if sys.argv[1] == "callee" else Caller)
