// SPDX-License-Identifier: MIT
#include "wamp/run/runner.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QLoggingCategory>

namespace Gantry::Wamp {

Q_LOGGING_CATEGORY(runnerLog, "gantry.wamp.runner", QtInfoMsg)

Runner::Runner(const QUrl &url, const QString &realm, const RunnerOptions &options)
    : m_options{
        .transports = {options.transport}, .realm = realm, .join = options.join, .session = options.session}
{
    m_options.transports.first().url = url;
}

int Runner::run(const std::function<void(ApplicationSession *)> &joined)
{
    Component component(m_options);
    QObject::connect(&component, &Component::onJoin, &component, joined);
    return run(component);
}

int Runner::runSessions(const Component::SessionMaker &maker)
{
    Component component(m_options);
    component.setSessionMaker(maker);
    return run(component);
}

int Runner::run(Component &component)
{
    QEventLoop loop;
    QObject::connect(&component, &Component::finished, &loop, [&loop](const QString &error) {
        if (!error.isEmpty())
            qCCritical(runnerLog).noquote() << error;
        loop.exit(error.isEmpty() ? 0 : 1);
    });
    component.start();
    return loop.exec();
}

} // namespace Gantry::Wamp
