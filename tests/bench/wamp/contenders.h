// SPDX-License-Identifier: MIT
// The routers that are measured and the programs around them: where they are, and how a
// process of one is started and asked for its address.
#pragma once

#include "bench/load/processusage.h"

#include <QtCore/QProcess>
#include <QtCore/QUrl>

namespace Gantry::Bench {

struct WampPlaces
{
    QString programs{}; //!< the folder of gantry-router
    QString scripts{}; //!< of load.py
    QString peers{}; //!< of wamprt_router.mjs
    QString nodeModules{};
};

WampPlaces wampPlaces();

//! "gantry", "wamp.rt".
QStringList routerNames();
//! Why \a name cannot be started; empty: it can.
QString whatRouterLacks(const QString &name, const WampPlaces &places);

//! A router on one core, from its start to its end.
class RouterProcess
{
public:
    RouterProcess(const QString &name, const WampPlaces &places, int core);
    ~RouterProcess();
    Q_DISABLE_COPY_MOVE(RouterProcess)

    //! Empty: it does not listen; error() says why.
    QUrl url() const { return m_url; }
    QString error() const { return m_error; }
    ProcessUsage usage() const { return usageOf(m_process.processId()); }

private:
    QProcess m_process;
    QUrl m_url;
    QString m_error;
};

//! Starts \a program on \a core.
void startOn(QProcess &process, int core, const QString &program, const QStringList &arguments);
//! The next line that \a process prints; empty: it ended or took longer than a minute.
QByteArray nextLine(QProcess &process);

} // namespace Gantry::Bench
