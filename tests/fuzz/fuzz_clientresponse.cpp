// SPDX-License-Identifier: MIT
// A server's answer and whatever follows it.
#include "eventlog.h"

using namespace Gantry;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    Fuzz::expectSameStory(Core::Role::Client, Fuzz::startClient,
                          {reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
