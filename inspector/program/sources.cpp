// SPDX-License-Identifier: GPL-3.0-only
#include "program/sources.h"

#include "capture/proxysource.h"

namespace Gantry::Inspector {

RecordQueue::WhenFull overflowOf(const Arguments &arguments)
{
    const bool isRecording = !arguments.jsonLinesPath.isEmpty();
    return isRecording ? RecordQueue::WhenFull::Hold : RecordQueue::WhenFull::Drop;
}

std::vector<std::unique_ptr<Source>> makeSources(const Arguments &arguments)
{
    std::vector<std::unique_ptr<Source>> sources;
    for (const ProxyRoute &route : arguments.proxies)
        sources.push_back(std::make_unique<ProxySource>(route, arguments.tlsFiles, overflowOf(arguments)));
    return sources;
}

} // namespace Gantry::Inspector
