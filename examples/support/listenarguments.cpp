// SPDX-License-Identifier: MIT
#include "support/listenarguments.h"

#include "support/programarguments.h"

#include <algorithm>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

void declareListenArguments(ProgramArguments &arguments)
{
    arguments.addValue(u"listen"_s,
                       u"Address to listen on; may be given several times. ws://HOST:PORT, "
                       "wss://HOST:PORT (with --cert and --key) or ws+unix:/PATH; port 0 is any free one."_s,
                       u"URL"_s);
    arguments.addValue(u"cert"_s, u"Certificate chain for wss, PEM."_s, u"FILE"_s);
    arguments.addValue(u"key"_s, u"Private key for wss, PEM, RSA or EC."_s, u"FILE"_s);
}

ListenArguments readListenArguments(ProgramArguments &arguments)
{
    ListenArguments listen;
    for (const QString &text : arguments.values(u"listen"_s))
        listen.urls.append(arguments.webSocketUrl(text));
    if (listen.urls.isEmpty())
        arguments.addComplaint(u"--listen is missing; --help explains"_s);
    listen.certificateFile = arguments.value(u"cert"_s);
    listen.keyFile = arguments.value(u"key"_s);
    const bool isSecure =
        std::ranges::any_of(listen.urls, [](const QUrl &url) { return url.scheme() == "wss"_L1; });
    if (isSecure && (listen.certificateFile.isEmpty() || listen.keyFile.isEmpty()))
        arguments.addComplaint(u"wss needs --cert and --key"_s);
    return listen;
}

} // namespace Gantry::Examples
