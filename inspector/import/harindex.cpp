// SPDX-License-Identifier: GPL-3.0-only
#include "import/harindex.h"

#include "export/handshakeheads.h"
#include "export/jsonlines.h"
#include "import/jsonnumber.h"

#include <QtCore/QDateTime>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! "2026-01-01T00:00:00.123Z" or with an offset.
qint64 nanosecondsOf(const QByteArray &dateTime)
{
    const QDateTime time = QDateTime::fromString(QString::fromLatin1(dateTime), Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() * 1'000'000 : 0;
}

QByteArray startLineVersion(const QByteArray &version)
{
    // Browsers write "http/1.1", "h2" or nothing.
    return version.startsWith("HTTP/") ? version : QByteArrayLiteral("HTTP/1.1");
}

bool isWebSocketUrl(const QByteArray &url)
{
    return url.startsWith("ws:") || url.startsWith("wss:");
}

} // namespace

HarIndex::HarIndex(QIODevice *device, qint64 offset)
    : m_scanner(device, offset)
{ }

bool HarIndex::readSome()
{
    switch (m_place) {
    case Place::Start:
        m_place = findLog() ? Place::InLog : Place::Over;
        break;
    case Place::InLog:
        m_place = findEntries() ? Place::InEntries : Place::Over;
        break;
    case Place::InEntries:
        if (m_scanner.nextElement())
            readEntry();
        else
            m_place = Place::InLog;
        break;
    case Place::Over:
        break;
    }
    return m_place != Place::Over && !m_scanner.hasError();
}

QString HarIndex::errorText() const
{
    if (m_scanner.hasError())
        return m_scanner.errorText();
    return m_hasEntries ? QString() : u"it has no list of entries"_s;
}

bool HarIndex::findLog()
{
    QByteArray name;
    if (!m_scanner.enterObject())
        return false;
    while (m_scanner.nextMember(name)) {
        if (name == "log")
            return m_scanner.enterObject();
        m_scanner.skip();
    }
    return false;
}

bool HarIndex::findEntries()
{
    QByteArray name;
    while (m_scanner.nextMember(name)) {
        if (name == "entries" && m_scanner.enterArray())
            return m_hasEntries = true;
        if (name != "entries")
            m_scanner.skip();
    }
    return false;
}

void HarIndex::readEntry()
{
    ++m_count;
    HarIndexEntry entry;
    entry.open.role = Core::Role::Client;
    entry.close.code = quint16(Core::CloseCode::Abnormal);
    QByteArray kind;
    QByteArray text;
    QByteArray name;
    if (!m_scanner.enterObject())
        return;
    while (m_scanner.nextMember(name)) {
        if (name == "_resourceType") {
            m_scanner.readString(kind);
        } else if (name == "startedDateTime") {
            m_scanner.readString(text);
            if (entry.open.head.timeNs == 0)
                entry.open.head.timeNs = nanosecondsOf(text);
        } else if (name == "_startedNs" && m_scanner.readNumber(text)) {
            entry.open.head.timeNs = jsonInteger(text);
        } else if (name == "connection") {
            m_scanner.readString(text);
            entry.order = text.toULongLong();
        } else if (name == "_peer") {
            m_scanner.readString(entry.open.peer);
        } else if (name == "_role") {
            m_scanner.readString(text);
            entry.open.role = text == "server" ? Core::Role::Server : Core::Role::Client;
        } else if (name == "request") {
            readRequest(entry);
        } else if (name == "response") {
            readResponse(entry);
        } else if (name == "_webSocketClose") {
            readClose(entry);
        } else if (name == "_closed") {
            readClosed(entry);
        } else {
            const bool isMessages = name == "_webSocketMessages";
            if ((isMessages || name == "_wsFrames") && m_scanner.next() == JsonScanner::Type::Array)
                (isMessages ? entry.messagesOffset : entry.framesOffset) = m_scanner.offset();
            m_scanner.skip();
        }
    }
    if (kind == "websocket" || entry.messagesOffset >= 0 || isWebSocketUrl(entry.open.url))
        m_entries.append(std::move(entry));
}

void HarIndex::readRequest(HarIndexEntry &entry)
{
    QByteArray method = "GET";
    QByteArray version;
    QByteArray name;
    if (!m_scanner.enterObject())
        return;
    while (m_scanner.nextMember(name)) {
        if (name == "method")
            m_scanner.readString(method);
        else if (name == "url")
            m_scanner.readString(entry.open.url);
        else if (name == "httpVersion")
            m_scanner.readString(version);
        else if (name == "headers")
            readHeaders(entry.open.request);
        else
            m_scanner.skip();
    }
    QByteArray line = requestLineFor(entry.open.url);
    line.replace(0, 3, method); // it begins with GET
    line.replace(line.lastIndexOf(' ') + 1, line.size(), startLineVersion(version));
    entry.open.requestLine = line;
}

void HarIndex::readResponse(HarIndexEntry &entry)
{
    QByteArray status;
    QByteArray text;
    QByteArray version;
    QByteArray name;
    if (!m_scanner.enterObject())
        return;
    while (m_scanner.nextMember(name)) {
        if (name == "status")
            m_scanner.readNumber(status);
        else if (name == "statusText")
            m_scanner.readString(text);
        else if (name == "httpVersion")
            m_scanner.readString(version);
        else if (name == "headers")
            readHeaders(entry.open.response);
        else
            m_scanner.skip();
    }
    const qint64 code = jsonInteger(status);
    if (code != 0)
        entry.open.statusLine = startLineVersion(version) + ' ' + QByteArray::number(code) + ' ' + text;
    entry.open.subprotocol = entry.open.response.value("Sec-WebSocket-Protocol");
    entry.open.extensions = entry.open.response.joined("Sec-WebSocket-Extensions");
}

//! [{"name": …, "value": …}, …]
void HarIndex::readHeaders(Core::HeaderFields &fields)
{
    if (!m_scanner.enterArray())
        return;
    while (m_scanner.nextElement()) {
        QByteArray fieldName;
        QByteArray value;
        QByteArray name;
        if (!m_scanner.enterObject())
            continue;
        while (m_scanner.nextMember(name)) {
            if (name == "name")
                m_scanner.readString(fieldName);
            else if (name == "value")
                m_scanner.readString(value);
            else
                m_scanner.skip();
        }
        if (!fieldName.isEmpty())
            fields.append(fieldName, value);
    }
}

//! {"code": …, "reason": …, "timestamp": …} or "aborted".
void HarIndex::readClose(HarIndexEntry &entry)
{
    QByteArray text;
    if (m_scanner.next() == JsonScanner::Type::String) {
        entry.isClosed = m_scanner.readString(text) && text == "aborted";
        entry.close.by = Core::ClosedBy::Transport;
        return;
    }
    QByteArray name;
    if (!m_scanner.enterObject())
        return;
    entry.isClosed = true;
    entry.close.wasClean = true;
    while (m_scanner.nextMember(name)) {
        if (name == "code" && m_scanner.readNumber(text)) {
            entry.close.code = quint16(jsonUnsigned(text));
        } else if (name == "reason") {
            m_scanner.readString(entry.close.reason);
        } else if (name == "timestamp" && m_scanner.next() == JsonScanner::Type::Number) {
            m_scanner.readNumber(text);
            entry.close.head.timeNs = jsonNanoseconds(text);
            entry.hasCloseTime = true;
        } else if (name != "code") {
            m_scanner.skip();
        }
    }
}

//! Our own: what HTTP Toolkit's has no place for.
void HarIndex::readClosed(HarIndexEntry &entry)
{
    QByteArray text;
    QByteArray name;
    if (!m_scanner.enterObject())
        return;
    while (m_scanner.nextMember(name)) {
        if (name == "timeNs") {
            entry.hasCloseTime = m_scanner.readNumber(text);
            entry.close.head.timeNs = jsonInteger(text);
        } else if (name == "wasClean") {
            m_scanner.readFlag(entry.close.wasClean);
        } else if (name == "by") {
            m_scanner.readString(text);
            entry.close.by = closedByNamed(text);
        } else {
            m_scanner.skip();
        }
    }
}

} // namespace Gantry::Inspector
