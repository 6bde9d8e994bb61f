// SPDX-License-Identifier: GPL-3.0-only
#include "export/harentry.h"

#include "core/message/utf8validator.h"
#include "export/jsonescape.h"

#include <QtCore/QDateTime>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Core::Opcode;

namespace {

void appendPair(QByteArrayView name, QByteArrayView value, QByteArray &out)
{
    out += "{\"name\":";
    appendJsonOctets(name, out);
    out += ",\"value\":";
    appendJsonOctets(value, out);
    out += '}';
}

void appendHeaders(const Core::HeaderFields &fields, QByteArray &out)
{
    out += '[';
    bool isFirst = true;
    for (const Core::HeaderField &field : fields.all()) {
        if (!std::exchange(isFirst, false))
            out += ',';
        appendPair(field.name, field.value, out);
    }
    out += ']';
}

//! "a=1; b=2" as HAR's list. Set-Cookie's attributes stay out: the header has them.
void appendCookies(const Core::HeaderFields &fields, QByteArrayView name, bool isRequest, QByteArray &out)
{
    out += '[';
    bool isFirst = true;
    for (const Core::HeaderField &field : fields.all()) {
        if (!Core::equalsIgnoringCase(field.name, name))
            continue;
        for (const QByteArray &part : field.value.split(';')) {
            const qsizetype equals = part.indexOf('=');
            if (!std::exchange(isFirst, false))
                out += ',';
            appendPair(part.left(qMax(equals, 0)).trimmed(), part.mid(equals + 1).trimmed(), out);
            if (!isRequest)
                break;
        }
    }
    out += ']';
}

void appendQuery(const QByteArray &url, QByteArray &out)
{
    out += '[';
    const QUrlQuery query(QUrl::fromEncoded(url));
    bool isFirst = true;
    const auto items = query.queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (!std::exchange(isFirst, false))
            out += ',';
        appendPair(name.toUtf8(), value.toUtf8(), out);
    }
    out += ']';
}

QByteArray versionOf(const QByteArray &word)
{
    return word.startsWith("HTTP/") ? word : QByteArrayLiteral("HTTP/1.1");
}

void appendRequest(const Tap::OpenRecord &open, QByteArray &out)
{
    const QByteArrayList words = open.requestLine.split(' ');
    const QByteArray method = words.value(0);
    out += "\"request\":{\"method\":";
    appendJsonOctets(method.isEmpty() ? QByteArrayLiteral("GET") : method, out);
    out += ",\"url\":";
    appendJsonOctets(open.url, out);
    out += ",\"httpVersion\":";
    appendJsonOctets(versionOf(words.value(2)), out);
    out += ",\"headers\":";
    appendHeaders(open.request, out);
    out += ",\"queryString\":";
    appendQuery(open.url, out);
    out += ",\"cookies\":";
    appendCookies(open.request, "Cookie", true, out);
    out += ",\"headersSize\":-1,\"bodySize\":0}";
}

//! Status 0 is Chrome's for an answer that never came.
void appendResponse(const Tap::OpenRecord &open, QByteArray &out)
{
    const QByteArrayList words = open.statusLine.split(' ');
    out += "\"response\":{\"status\":" + QByteArray::number(words.value(1).toInt()) + ",\"statusText\":";
    appendJsonOctets(words.mid(2).join(' '), out);
    out += ",\"httpVersion\":";
    appendJsonOctets(versionOf(words.value(0)), out);
    out += ",\"headers\":";
    appendHeaders(open.response, out);
    out += ",\"cookies\":";
    appendCookies(open.response, "Set-Cookie", false, out);
    out += ",\"content\":{\"size\":0,\"mimeType\":\"x-unknown\"},\"redirectURL\":";
    appendJsonOctets(open.response.value("Location"), out);
    out += ",\"headersSize\":-1,\"bodySize\":-1}";
}

void appendMilliseconds(qint64 ns, QByteArray &out)
{
    out += QByteArray::number(double(qMax<qint64>(ns, 0)) / 1e6, 'f', 3);
}

void appendCommon(Tap::Direction direction, qint64 timeNs, int opcode, QByteArray &out)
{
    out += direction == Tap::Direction::Sent ? "{\"type\":\"send\",\"time\":"
                                             : "{\"type\":\"receive\",\"time\":";
    appendHarSeconds(timeNs, out);
    out += ",\"opcode\":" + QByteArray::number(opcode);
}

void appendNote(QByteArrayView note, QByteArrayView comment, QByteArray &out)
{
    if (!note.isEmpty()) {
        out += ",\"_note\":";
        appendJsonOctets(note, out);
    }
    if (!comment.isEmpty()) {
        out += ",\"comment\":";
        appendJsonOctets(comment, out);
    }
    out += '}';
}

void appendData(QByteArrayView octets, QByteArray &out)
{
    out += ",\"data\":";
    appendBase64String(octets, out);
}

} // namespace

void appendHarEntryHead(const Tap::OpenRecord &open, quint64 connection, qint64 endTimeNs, QByteArray &out)
{
    const qint64 duration = endTimeNs - open.head.timeNs;
    out += "{\"_resourceType\":\"websocket\",\"startedDateTime\":\"" + harDateTime(open.head.timeNs)
        + "\",\"_startedNs\":" + QByteArray::number(open.head.timeNs) + ",\"time\":";
    appendMilliseconds(duration, out);
    out += ",\"connection\":\"" + QByteArray::number(connection) + "\",\"_peer\":";
    appendJsonOctets(open.peer, out);
    out += open.role == Core::Role::Server ? ",\"_role\":\"server\"," : ",\"_role\":\"client\",";
    appendRequest(open, out);
    out += ',';
    appendResponse(open, out);
    out += ",\"cache\":{},\"timings\":{\"blocked\":-1,\"dns\":-1,\"connect\":-1,\"ssl\":-1,\"send\":0,"
           "\"wait\":0,\"receive\":";
    appendMilliseconds(duration, out);
    out += '}';
}

void appendHarMessage(const JoinedMessage &message, QByteArrayView comment, QByteArray &out)
{
    appendCommon(message.direction, message.head.timeNs, message.opcode, out);
    if (message.opcode != quint8(Opcode::Text)) {
        appendData(message.payload, out);
    } else if (Core::isValidUtf8(message.payload)) {
        out += ",\"data\":";
        appendJsonString(message.payload, out);
    } else {
        // Text that is none has no place in JSON: what can be read, and what it was.
        out += ",\"data\":";
        appendJsonString(QString::fromUtf8(message.payload).toUtf8(), out);
        out += ",\"_base64\":";
        appendBase64String(message.payload, out);
    }
    appendNote(message.note, comment, out);
}

void appendHarFrame(const Tap::FrameRecord &frame, QByteArrayView comment, QByteArray &out)
{
    appendCommon(frame.direction, frame.head.timeNs, frame.header.opcode, out);
    appendData(frame.payload, out);
    appendNote(frame.note, comment, out);
}

void appendHarFrame(const JoinedMessage &part, QByteArray &out)
{
    appendCommon(part.direction, part.head.timeNs, part.isBegin ? part.opcode : 0, out);
    appendData(part.payload, out);
    out += part.isEnd ? ",\"_fin\":true" : ",\"_fin\":false";
    appendNote(part.note, {}, out);
}

void appendHarFrame(const Tap::OctetsRecord &octets, QByteArrayView comment, QByteArray &out)
{
    appendCommon(octets.direction, octets.head.timeNs, -1, out);
    appendData(octets.octets, out);
    appendNote(octets.note, comment, out);
}

void appendHarClose(const Tap::CloseRecord &close, QByteArray &out)
{
    // HTTP Toolkit's word for an end without a close frame.
    if (close.code == quint16(Core::CloseCode::Abnormal)) {
        out += "\"aborted\"";
        return;
    }
    out += "{\"code\":" + QByteArray::number(close.code) + ",\"reason\":";
    appendJsonOctets(close.reason, out);
    out += ",\"timestamp\":";
    appendHarSeconds(close.head.timeNs, out);
    out += '}';
}

void appendHarSeconds(qint64 timeNs, QByteArray &out)
{
    constexpr qint64 Second = 1'000'000'000;
    qint64 seconds = timeNs / Second;
    qint64 rest = timeNs % Second;
    if (timeNs < 0) { // before 1970; a clock may say so
        out += '-';
        seconds = -seconds;
        rest = -rest;
    }
    out += QByteArray::number(seconds) + '.' + QByteArray::number(rest).rightJustified(9, '0');
}

QByteArray harDateTime(qint64 timeNs)
{
    return QDateTime::fromMSecsSinceEpoch(timeNs / 1'000'000, Qt::UTC)
               .toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s)
               .toLatin1()
        + 'Z';
}

} // namespace Gantry::Inspector
