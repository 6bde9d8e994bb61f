// SPDX-License-Identifier: MIT
// What a router tells about itself over HTTP: figures and the names of realms, nothing that
// a client said or has to prove. Pure.
#pragma once

#include <Gantry/RouterOptions>

#include <QtCore/QStringList>

namespace Gantry::Examples {

struct RealmFigures
{
    QString name = {};
    qsizetype sessions = 0;
};

struct RouterFigures
{
    Wamp::RouterStatistics statistics = {};
    std::chrono::seconds uptime{0};
    QList<RealmFigures> realms = {};
    QStringList listeners = {};
};

QByteArray statusPage(const RouterFigures &figures);
//! One JSON object, with the names of RouterStatistics.
QByteArray statusJson(const RouterFigures &figures);

} // namespace Gantry::Examples
