// SPDX-License-Identifier: MIT
// What a run of the load generator is to do.
#pragma once

#include "deflateterms.h"
#include "payloads.h"

#include <QtCore/QUrl>

namespace Gantry::Bench {

enum class LoadMode : quint8 {
    Echo, //!< each reply is answered by the next message
    Rate, //!< messages leave by the clock, whatever comes back
    Churn, //!< each connection is opened, used once and closed
    Broadcast, //!< one sends, everybody receives
};

enum class LoadRole : quint8 { Client, Server };

struct LoadSettings
{
    QUrl url{};
    LoadRole role = LoadRole::Client;
    LoadMode mode = LoadMode::Echo;
    int connections = 32;
    int idle = 0; //!< connections beside those, which only wait
    int inFlight = 1; //!< of each connection
    qsizetype size = 125;
    PayloadKind payload = PayloadKind::Text;
    std::optional<DeflateSettings> deflate{};
    double seconds = 2;
    double warmUp = 0.5;
    double openTimeout = 60; //!< until all connections are open
    double rate = 0; //!< messages a second in all, in LoadMode::Rate
    qint64 watchedProcess = 0; //!< whose time and memory count; 0: nobody's
};

} // namespace Gantry::Bench
