// SPDX-License-Identifier: MIT
// Frames of a server, towards a client that is open.
#include "eventlog.h"

using namespace Gantry;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    Fuzz::expectSameStory(Core::Role::Client, Fuzz::openAsClient,
                          {reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
