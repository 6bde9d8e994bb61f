// SPDX-License-Identifier: GPL-3.0-only
#include "program/headless.h"

#include "program/capturerun.h"
#include "program/sources.h"

#include <QtCore/QCoreApplication>

namespace Gantry::Inspector {

int runHeadless(int &argc, char **argv, const Arguments &arguments)
{
    QCoreApplication application(argc, argv);
    CaptureRun run(arguments);
    if (!run.openOutputs())
        return 1;
    const auto sources = makeSources(arguments);
    for (const auto &source : sources)
        run.add(source.get());
    // In the loop: a source that fails at once must find one to end.
    QMetaObject::invokeMethod(
        &run,
        [&] {
            for (const auto &source : sources)
                source->start();
            run.startClock();
        },
        Qt::QueuedConnection);
    return QCoreApplication::exec();
}

} // namespace Gantry::Inspector
