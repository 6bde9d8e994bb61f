// SPDX-License-Identifier: MIT
#include "routerarguments.h"

#include "readconfig.h"
#include "support/programarguments.h"

#include <Gantry/WampUri>

#include <algorithm>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

void readWebSockets(ProgramArguments &arguments, RouterArguments &result)
{
    const TlsConfig tls{.certificateFile = arguments.value(u"cert"_s), .keyFile = arguments.value(u"key"_s)};
    for (const QString &text : arguments.values(u"listen"_s)) {
        ListenerConfig listener{.url = arguments.webSocketUrl(text)};
        if (listener.url.scheme() == "wss"_L1) {
            if (tls.certificateFile.isEmpty() || tls.keyFile.isEmpty())
                arguments.addComplaint(u"wss needs --cert and --key"_s);
            listener.tls = tls;
        }
        result.listeners.append(listener);
    }
}

void readRawSockets(ProgramArguments &arguments, RouterArguments &result)
{
    for (const QString &text : arguments.values(u"rawsocket"_s)) {
        const QUrl url(text, QUrl::StrictMode);
        if (const QString complaint = complaintAboutRawSocketUrl(url); !complaint.isEmpty())
            arguments.addComplaint(u"--rawsocket '%1': %2"_s.arg(text, complaint));
        if (url.scheme() == "rss"_L1)
            arguments.addComplaint(u"--rawsocket is without TLS: rss needs --config"_s);
        result.listeners.append({.url = url, .isRawSocket = true});
    }
}

void readRealms(ProgramArguments &arguments, RouterArguments &result)
{
    QStringList names = arguments.values(u"realm"_s);
    for (const QString &name : std::as_const(names)) {
        if (!Wamp::isValidUri(name.toUtf8()))
            arguments.addComplaint(u"--realm wants an URI, not '%1'"_s.arg(name));
        if (names.count(name) > 1)
            arguments.addComplaint(u"--realm '%1' is there twice"_s.arg(name));
        result.realms.append({.options = {.name = name, .allowAnonymous = true}});
    }
}

} // namespace

void declareRouterArguments(ProgramArguments &arguments)
{
    arguments.addValue(u"listen"_s,
                       u"Address for WebSocket; may be given several times. ws://HOST:PORT, wss://HOST:PORT "
                       "(with --cert and --key) or ws+unix:/PATH; port 0 is any free one."_s,
                       u"URL"_s);
    arguments.addValue(u"rawsocket"_s,
                       u"Address for RawSocket; may be given several times. tcp://HOST:PORT or unix:/PATH."_s,
                       u"URL"_s);
    arguments.addValue(u"realm"_s, u"A realm that everybody may join and use; may be given several times."_s,
                       u"NAME"_s);
    arguments.addValue(u"config"_s,
                       u"JSON with listeners, realms, who may join and do what, and limits: see "
                       "wamp-router.md. Read again on SIGHUP."_s,
                       u"FILE"_s);
    arguments.addValue(u"cert"_s, u"Certificate chain for wss in --listen, PEM."_s, u"FILE"_s);
    arguments.addValue(u"key"_s, u"Private key for wss in --listen, PEM, RSA or EC."_s, u"FILE"_s);
}

RouterArguments readRouterArguments(ProgramArguments &arguments)
{
    RouterArguments result;
    arguments.expectNoPositional();
    readWebSockets(arguments, result);
    readRawSockets(arguments, result);
    readRealms(arguments, result);
    result.configFile = arguments.value(u"config"_s);
    if (arguments.isSet(u"config"_s)) {
        if (result.configFile.isEmpty())
            arguments.addComplaint(u"--config wants a file"_s);
        return result;
    }
    if (result.listeners.isEmpty())
        arguments.addComplaint(u"--listen, --rawsocket or --config is missing; --help explains"_s);
    if (result.realms.isEmpty())
        arguments.addComplaint(u"--realm or --config is missing; --help explains"_s);
    return result;
}

} // namespace Gantry::Examples
