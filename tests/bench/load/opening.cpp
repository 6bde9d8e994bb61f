// SPDX-License-Identifier: MIT
#include "opening.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char Guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr int LeastWindow = 9; // zlib makes no raw stream with less

QByteArray acceptFor(const QByteArray &key)
{
    return QCryptographicHash::hash(key + Guid, QCryptographicHash::Sha1).toBase64();
}

QByteArray fieldOf(const QByteArray &head, const QByteArray &name)
{
    const QByteArrayList lines = head.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

QByteArray resourceOf(const QUrl &url)
{
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    if (url.scheme().startsWith("ws+unix"_L1))
        path = path.contains(':') ? path.sliced(path.indexOf(':') + 1) : QByteArray();
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    return path.startsWith('/') ? path : '/' + path;
}

QByteArray hostOf(const QUrl &url)
{
    if (url.host().isEmpty())
        return "localhost";
    const int port = url.port();
    return url.host(QUrl::FullyEncoded).toLatin1() + (port > 0 ? ':' + QByteArray::number(port) : "");
}

QString complaintAbout(const std::optional<DeflateAgreement> &agreement)
{
    const bool isFine =
        !agreement || std::min(agreement->client.windowBits, agreement->server.windowBits) >= LeastWindow;
    return isFine ? QString() : u"the peer wants a window below 9 bits, which zlib cannot make"_s;
}

} // namespace

QByteArray openingKey()
{
    std::array<quint32, 4> random{};
    QRandomGenerator::global()->fillRange(random.data(), qsizetype(random.size()));
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toBase64();
}

QByteArray openingRequest(const LoadSettings &settings, const QByteArray &key)
{
    QByteArray request = "GET " + resourceOf(settings.url) + " HTTP/1.1\r\nHost: " + hostOf(settings.url)
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
        + "\r\nSec-WebSocket-Version: 13\r\n";
    if (settings.deflate)
        request += "Sec-WebSocket-Extensions: " + deflateOffer(*settings.deflate) + "\r\n";
    return request + "\r\n";
}

Opened readAnswer(const QByteArray &head, const QByteArray &key, const LoadSettings &settings)
{
    Opened opened;
    if (!head.startsWith("HTTP/1.1 101 ")) {
        opened.error = u"the server answers "_s + QString::fromLatin1(head.split('\r').constFirst());
        return opened;
    }
    if (fieldOf(head, "Sec-WebSocket-Accept") != acceptFor(key)) {
        opened.error = u"Sec-WebSocket-Accept is wrong"_s;
        return opened;
    }
    opened.deflate = readDeflateField(fieldOf(head, "Sec-WebSocket-Extensions"));
    opened.error = complaintAbout(opened.deflate);
    if (settings.deflate.has_value() != opened.deflate.has_value()) {
        opened.error = settings.deflate ? u"the server does not compress"_s
                                        : u"the server compresses without having been asked"_s;
    }
    return opened;
}

Opened readRequest(const QByteArray &head, const LoadSettings &settings)
{
    Opened opened;
    const QByteArray key = fieldOf(head, "Sec-WebSocket-Key");
    if (!head.startsWith("GET ") || key.isEmpty()) {
        opened.error = u"not an opening handshake: "_s + QString::fromLatin1(head.split('\r').constFirst());
        return opened;
    }
    opened.answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: "
        + acceptFor(key) + "\r\n";
    const QByteArray offer = fieldOf(head, "Sec-WebSocket-Extensions");
    if (settings.deflate) {
        opened.deflate = readDeflateField(offer);
        if (!opened.deflate) {
            opened.error = u"the client does not offer to compress"_s;
            return opened;
        }
        for (DeflateTerms *terms : {&opened.deflate->client, &opened.deflate->server}) {
            terms->windowBits = std::min(terms->windowBits, settings.deflate->windowBits);
            terms->takeover = terms->takeover && settings.deflate->takeover;
        }
        opened.error = complaintAbout(opened.deflate);
        opened.answer += "Sec-WebSocket-Extensions: "
            + deflateAnswer(*opened.deflate, offer.contains("client_max_window_bits")) + "\r\n";
    }
    opened.answer += "\r\n";
    return opened;
}

} // namespace Gantry::Bench
