// SPDX-License-Identifier: MIT
// A client's opening handshake and whatever follows it.
#include "eventlog.h"

using namespace Gantry;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    Fuzz::expectSameStory(Core::Role::Server, [](Fuzz::EventLog &log) { log.engine().startServer({}); },
                          {reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
