// SPDX-License-Identifier: GPL-3.0-only
#include "program/sources.h"

#include "capture/attachsource.h"
#include "capture/forwardproxysource.h"
#include "capture/proxysource.h"
#include "demo/demosource.h"
#include "import/filesource.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

RecordQueue::WhenFull overflowOf(const Arguments &arguments)
{
    const bool needsAll = arguments.isRecording() || !arguments.expectations.isEmpty();
    return needsAll ? RecordQueue::WhenFull::Hold : RecordQueue::WhenFull::Drop;
}

std::unique_ptr<LaunchSource> makeLaunch(LaunchSource::Settings settings, Source *proxy)
{
    settings.waitsForProxy = proxy != nullptr;
    auto launch = std::make_unique<LaunchSource>(std::move(settings));
    if (proxy) {
        LaunchSource *source = launch.get();
        QObject::connect(proxy, &Source::started, source, &LaunchSource::useProxy);
        QObject::connect(proxy, &Source::failed, source,
                         [source] { Q_EMIT source->failed(u"not started: its proxy cannot listen"_s); });
    }
    return launch;
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
    Source *forward = nullptr;
    for (const ForwardListen &listen : arguments.forwardProxies) {
        sources.push_back(
            std::make_unique<ForwardProxySource>(listen, arguments.tlsFiles, overflowOf(arguments)));
        forward = forward ? forward : sources.back().get();
    }
    if (!arguments.launchCommand.isEmpty())
        sources.push_back(makeLaunch(
            {.command = arguments.launchCommand, .outputGoesToErrors = arguments.jsonLinesPath == "-"_L1},
            forward));
    return sources;
}

} // namespace Gantry::Inspector
