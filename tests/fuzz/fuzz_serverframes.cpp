// SPDX-License-Identifier: MIT
// Frames of a client, towards a server that is open.
#include "eventlog.h"

using namespace Gantry;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    Fuzz::expectSameStory(Core::Role::Server, Fuzz::openAsServer,
                          {reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
