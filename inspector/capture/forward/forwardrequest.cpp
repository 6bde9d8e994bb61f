// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardrequest.h"

#include <algorithm>
#include <array>
#include <optional>

namespace Gantry::Inspector {

namespace {

using Result = std::variant<ForwardRequest, ForwardRefusal>;

//! A request-target cut into what it is made of.
struct AbsoluteTarget
{
    QByteArray scheme; // in small letters
    QByteArray authority;
    QByteArray rest; // path and query
};

std::optional<AbsoluteTarget> splitAbsolute(const QByteArray &target)
{
    const qsizetype schemeEnd = target.indexOf("://");
    if (schemeEnd <= 0)
        return std::nullopt;
    const qsizetype begin = schemeEnd + 3;
    const auto end = std::find_if(target.begin() + begin, target.end(),
                                  [](char c) { return c == '/' || c == '?' || c == '#'; });
    const qsizetype size = end - target.begin() - begin;
    return AbsoluteTarget{.scheme = target.first(schemeEnd).toLower(),
                          .authority = target.sliced(begin, size),
                          .rest = target.sliced(begin + size)};
}

//! "ws" and "wss", or null for a scheme that leads nowhere.
QByteArray webSocketScheme(const QByteArray &scheme)
{
    if (scheme == "http" || scheme == "ws")
        return "ws";
    return scheme == "https" || scheme == "wss" ? "wss" : QByteArray();
}

std::variant<Core::WebSocketAddress, ForwardRefusal> addressOf(const QByteArray &scheme,
                                                               const QByteArray &authority)
{
    const QUrl url(QString::fromLatin1(scheme + "://" + authority + '/'), QUrl::StrictMode);
    const auto parsed = Core::parseWebSocketUrl(url);
    const auto *address = std::get_if<Core::WebSocketAddress>(&parsed);
    const bool isMore = authority.contains('/') || authority.contains('?') || authority.contains('#');
    if (isMore || !url.isValid() || !address || address->isLocal || address->port == 0)
        return ForwardRefusal{.status = 400, .text = "'" + authority + "' is not HOST:PORT"};
    return *address;
}

Result readTunnel(const QByteArray &authority)
{
    const auto address = addressOf("ws", authority);
    if (const auto *refusal = std::get_if<ForwardRefusal>(&address))
        return *refusal;
    // RFC 9110 section 9.3.6: there is no default port.
    if (authority.endsWith(']') || !authority.contains(':'))
        return ForwardRefusal{.status = 400, .text = "CONNECT needs HOST:PORT"};
    return ForwardRequest{.isTunnel = true, .target = std::get<Core::WebSocketAddress>(address), .head = {}};
}

QByteArrayView nameOf(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    return colon < 0 ? line.trimmed() : line.first(colon).trimmed();
}

//! Fields that are between the client and us (RFC 9110 section 11.7.2).
bool isForUs(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 2> Names{"Proxy-Authorization", "Proxy-Connection"};
    return std::any_of(Names.begin(), Names.end(),
                       [name](QByteArrayView each) { return Core::equalsIgnoringCase(each, name); });
}

//! RFC 9112 section 3.2.2: "A proxy MUST ignore the received Host header field (if any)
//! and instead replace it with the host information of the request-target."
QByteArray withHost(QByteArrayView line, const QByteArray &host)
{
    const qsizetype begin = line.indexOf(':') + 1;
    const QByteArrayView value = line.sliced(begin).trimmed();
    const qsizetype valueAt = value.isEmpty() ? begin : value.data() - line.data();
    return line.first(valueAt).toByteArray().append(host).append(line.sliced(valueAt + value.size()));
}

//! The lines of a head, each with its end.
QList<QByteArrayView> linesOf(const QByteArray &raw)
{
    QList<QByteArrayView> lines;
    for (qsizetype start = 0; start < raw.size();) {
        const qsizetype end = raw.indexOf('\n', start) + 1;
        lines.append(QByteArrayView(raw).sliced(start, end - start));
        start = end;
    }
    return lines;
}

QByteArray rewritten(const Tap::HeadCollector &head, const QByteArray &target, const QByteArray &host)
{
    QByteArray out;
    bool isInFields = false;
    const QByteArray hostLine = "Host: " + host + "\r\n";
    const QList<QByteArrayView> lines = linesOf(head.raw());
    for (const QByteArrayView line : lines) {
        if (!isInFields) {
            if (line.trimmed().isEmpty())
                continue; // before the request line
            const qsizetype begin = line.indexOf(' ') + 1;
            out += line.first(begin);
            out += target;
            out += line.sliced(line.indexOf(' ', begin));
            isInFields = true;
            if (!head.fields().contains("Host"))
                out += hostLine;
        } else if (Core::equalsIgnoringCase(nameOf(line), "Host")) {
            out += withHost(line, host);
        } else if (!isForUs(nameOf(line))) {
            out += line;
        }
    }
    return out;
}

QByteArray originForm(const QByteArray &method, const QByteArray &rest)
{
    // RFC 9112 section 3.2.4
    if (rest.isEmpty())
        return method == "OPTIONS" ? "*" : "/";
    const QByteArray target = rest.split('#').first(); // no fragment travels
    return target.startsWith('/') ? target : '/' + target;
}

} // namespace

Result readForwardRequest(const Tap::HeadCollector &head)
{
    const QList<QByteArray> words = head.startLine().split(' ');
    if (words.size() != 3)
        return ForwardRefusal{.status = 400, .text = "This is no HTTP/1 request"};
    if (words[0] == "CONNECT")
        return readTunnel(words[1]);
    const auto absolute = splitAbsolute(words[1]);
    if (!absolute)
        return ForwardRefusal{.status = 400,
                              .text = "This is a proxy: it wants CONNECT, or a request for a whole URL. "
                                      "Enter its address as the HTTP proxy of a browser or program."};
    const QByteArray scheme = webSocketScheme(absolute->scheme);
    if (scheme.isNull())
        return ForwardRefusal{.status = 501, .text = "No proxy for '" + absolute->scheme + "' URLs"};
    if (head.fields().count("Host") > 1)
        return ForwardRefusal{.status = 400, .text = "More than one Host"};
    const auto address = addressOf(scheme, absolute->authority);
    if (const auto *refusal = std::get_if<ForwardRefusal>(&address))
        return *refusal;
    const auto &target = std::get<Core::WebSocketAddress>(address);
    return ForwardRequest{.isTunnel = false,
                          .target = target,
                          .head = rewritten(head, originForm(words[0], absolute->rest), target.hostField)};
}

} // namespace Gantry::Inspector
