// SPDX-License-Identifier: GPL-3.0-only
#include "program/sources.h"

#include "capture/attachsource.h"
#include "capture/proxysource.h"
#include "demo/demosource.h"
#include "import/filesource.h"

namespace Gantry::Inspector {

RecordQueue::WhenFull overflowOf(const Arguments &arguments)
{
    const bool needsAll = arguments.isRecording() || !arguments.expectations.isEmpty();
    return needsAll ? RecordQueue::WhenFull::Hold : RecordQueue::WhenFull::Drop;
}

std::vector<std::unique_ptr<Source>> makeSources(const Arguments &arguments)
{
    std::vector<std::unique_ptr<Source>> sources;
    if (arguments.isDemo)
        sources.push_back(std::make_unique<DemoSource>());
    if (arguments.attach)
        sources.push_back(arguments.attach->all ? AttachSource::forAll()
                                                : AttachSource::forProcess(arguments.attach->pid));
    for (const QString &path : arguments.openPaths)
        sources.push_back(std::make_unique<FileSource>(path));
    for (const ProxyRoute &route : arguments.proxies)
        sources.push_back(std::make_unique<ProxySource>(route, arguments.tlsFiles, overflowOf(arguments)));
    return sources;
}

} // namespace Gantry::Inspector
