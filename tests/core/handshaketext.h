// SPDX-License-Identifier: MIT
// The handshake's octets for tests: a correct request and a correct answer, as lists
// of lines from which a test takes one away or to which it adds one.
#pragma once

#include "core/handshake/httphead.h"

#include <QtCore/QByteArrayList>

namespace Gantry::Core {

//! The key and its answer from RFC 6455 section 1.3.
inline const QByteArray SampleKey = "dGhlIHNhbXBsZSBub25jZQ==";
inline const QByteArray SampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

inline QByteArrayList sampleRequestLines()
{
    return {"GET /chat?room=1 HTTP/1.1", "Host: server.example.com",        "Upgrade: websocket",
            "Connection: Upgrade",       "Sec-WebSocket-Key: " + SampleKey, "Sec-WebSocket-Version: 13"};
}

inline QByteArrayList sampleResponseLines()
{
    return {"HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Accept: " + SampleAccept};
}

//! \a lines without the one that begins with \a start, case-sensitively.
inline QByteArrayList without(QByteArrayList lines, const QByteArray &start)
{
    lines.removeIf([&start](const QByteArray &line) { return line.startsWith(start); });
    return lines;
}

//! \a lines with the one that has the same name as \a line replaced by it.
inline QByteArrayList with(QByteArrayList lines, const QByteArray &line)
{
    lines = without(std::move(lines), line.first(line.indexOf(':') + 1));
    return std::move(lines) << line;
}

inline QByteArray headText(const QByteArrayList &lines)
{
    return lines.join("\r\n") + "\r\n\r\n";
}

inline HttpRequestHead requestHead(const QByteArrayList &lines)
{
    HttpHeadReader reader(HttpHeadReader::Kind::Request, Limits{});
    reader.feed(headText(lines));
    return reader.request();
}

inline HttpResponseHead responseHead(const QByteArrayList &lines)
{
    HttpHeadReader reader(HttpHeadReader::Kind::Response, Limits{});
    reader.feed(headText(lines));
    return reader.response();
}

} // namespace Gantry::Core
