// SPDX-License-Identifier: MIT
#include "echoclientoptions.h"

#include "support/programarguments.h"

#include <Gantry/SettingsCheck>

#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

HeaderFields readHeaders(ProgramArguments &arguments)
{
    HeaderFields headers;
    const QStringList texts = arguments.values(u"header"_s);
    for (const QString &text : texts) {
        const qsizetype colon = text.indexOf(u':');
        if (colon < 1)
            arguments.addComplaint(u"--header wants NAME:VALUE, not '%1'"_s.arg(text));
        headers.append(text.left(colon).toUtf8(), text.mid(colon + 1).trimmed().toUtf8());
    }
    if (const QString complaint = complaintAboutHeaders(headers); !complaint.isEmpty())
        arguments.addComplaint(u"--header: %1"_s.arg(complaint));
    return headers;
}

//! http://[user:password@]host[:port] or socks5://..., percent-encoded as any URL.
QNetworkProxy readProxy(ProgramArguments &arguments)
{
    if (!arguments.isSet(u"proxy"_s))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QString text = arguments.value(u"proxy"_s);
    const QUrl url(text);
    const bool isSocks = url.scheme() == "socks5"_L1 || url.scheme() == "socks5h"_L1;
    const bool isNamedOnly =
        (url.path().isEmpty() || url.path() == "/"_L1) && !url.hasQuery() && !url.hasFragment();
    if ((!isSocks && url.scheme() != "http"_L1) || url.host().isEmpty() || url.port() == 0 || !isNamedOnly)
        arguments.addComplaint(
            u"--proxy wants http://[USER:PASSWORD@]HOST[:PORT] or socks5://..., not '%1'"_s.arg(
                url.isValid() ? url.toString(QUrl::RemovePassword) : u"that"_s));
    // The ports that curl takes, RFC 1928's for SOCKS.
    return {isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
            quint16(url.port(isSocks ? 1080 : 80)), url.userName(QUrl::FullyDecoded),
            url.password(QUrl::FullyDecoded)};
}

} // namespace

void declareEchoClientOptions(ProgramArguments &arguments)
{
    arguments.addPositional(u"URL"_s, u"ws://HOST[:PORT][/PATH], wss://... or ws+unix:/PATH[:/RESOURCE]"_s);
    arguments.addValue(u"message"_s, u"What to send. Default: Hello"_s, u"TEXT"_s, u"Hello"_s);
    arguments.addValue(u"count"_s, u"How often, each after the answer to the one before. Default: 1"_s,
                       u"N"_s, u"1"_s);
    arguments.addValue(u"subprotocol"_s, u"A subprotocol to offer; may be given several times."_s, u"NAME"_s);
    arguments.addValue(u"header"_s, u"A header field to send; may be given several times."_s,
                       u"NAME:VALUE"_s);
    arguments.addValue(u"ca"_s, u"Certificate authorities to trust instead of the system's, PEM."_s,
                       u"FILE"_s);
    arguments.addFlag(u"insecure"_s, u"Trusts any certificate."_s);
    arguments.addValue(u"proxy"_s,
                       u"The proxy to go through: http://[USER:PASSWORD@]HOST[:PORT] or socks5://..."_s,
                       u"URL"_s);
}

EchoClientOptions readEchoClientOptions(ProgramArguments &arguments)
{
    return {.url = arguments.onlyUrl(),
            .message = arguments.value(u"message"_s),
            .count = arguments.number(u"count"_s, 0, std::numeric_limits<qint64>::max()),
            .subprotocols = arguments.subprotocols(u"subprotocol"_s),
            .headers = readHeaders(arguments),
            .caFile = arguments.value(u"ca"_s),
            .insecure = arguments.isSet(u"insecure"_s),
            .proxy = readProxy(arguments)};
}

} // namespace Gantry::Examples
