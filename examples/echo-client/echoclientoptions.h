// SPDX-License-Identifier: MIT
// echo-client's flags, as values. The flags are a contract: scripts and tests call
// the program with them.
#pragma once

#include <Gantry/HeaderFields>

#include <QtCore/QStringList>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkProxy>

namespace Gantry::Examples {

class ProgramArguments;

struct EchoClientOptions
{
    QUrl url;
    QString message;
    qint64 count = 1;
    QStringList subprotocols;
    HeaderFields headers;
    QString caFile;
    bool insecure = false;
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
};

void declareEchoClientOptions(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
EchoClientOptions readEchoClientOptions(ProgramArguments &arguments);

} // namespace Gantry::Examples
