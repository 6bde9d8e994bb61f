// SPDX-License-Identifier: GPL-3.0-only
#include "import/jsonlinesreader.h"

#include "export/handshakeheads.h"
#include "export/jsonlines.h"
#include "import/jsonnumber.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Core::Opcode;

namespace {

constexpr int LinesAtOnce = 200;

} // namespace

//! All that a line may say.
struct JsonLinesReader::Line
{
    Tap::RecordHead head;
    qint64 version = 1;
    QByteArray event;
    QByteArray direction;
    Core::FrameHeader header;
    bool hasOpcode = false;
    bool hasWire = false;
    QByteArray payload;
    QByteArray note;
    Tap::OpenRecord open{.role = Core::Role::Client};
    qint64 status = 101;
    Tap::CloseRecord close;
    Tap::DropRecord drop;
};

JsonLinesReader::JsonLinesReader(QIODevice *device, qint64 offset, Output output)
    : m_scanner(device, offset)
    , m_output(std::move(output))
{ }

bool JsonLinesReader::readSome()
{
    for (int i = 0; i < LinesAtOnce; ++i) {
        if (m_scanner.atEnd() || !readLine())
            return false;
    }
    return true;
}

bool JsonLinesReader::fail(const QString &what)
{
    m_error = u"line %1: %2"_s.arg(m_lines).arg(m_scanner.hasError() ? m_scanner.errorText() : what);
    return false;
}

bool JsonLinesReader::readLine()
{
    ++m_lines;
    Line line;
    m_comment.clear();
    if (!m_scanner.enterObject())
        return fail(u"it is no JSON object"_s);
    QByteArray name;
    while (m_scanner.nextMember(name)) {
        if (m_scanner.next() == JsonScanner::Type::Null)
            m_scanner.skip(); // some write what is not there
        else if (!readMember(name, line))
            return fail(u"'%1' has no such value"_s.arg(QString::fromUtf8(name)));
    }
    if (m_scanner.hasError())
        return fail({});
    if (line.version > JsonLinesVersion)
        return fail(u"it is of version %1, which is newer than this program"_s.arg(line.version));
    auto record = recordOf(line);
    if (record)
        m_output(*std::move(record));
    return m_error.isEmpty();
}

//! false: the value is not of the kind that the name wants.
bool JsonLinesReader::readMember(const QByteArray &name, Line &line)
{
    QByteArray text;
    const auto readSigned = [&](auto &out) {
        const bool isRead = m_scanner.readNumber(text);
        out = std::remove_reference_t<decltype(out)>(jsonInteger(text));
        return isRead;
    };
    const auto readUnsigned = [&](auto &out) {
        const bool isRead = m_scanner.readNumber(text);
        out = std::remove_reference_t<decltype(out)>(jsonUnsigned(text));
        return isRead;
    };
    if (name == "v")
        return readSigned(line.version);
    if (name == "t_ns")
        return readSigned(line.head.timeNs);
    if (name == "conn")
        return readUnsigned(line.head.connection);
    if (name == "event")
        return m_scanner.readString(line.event);
    if (name == "dir")
        return m_scanner.readString(line.direction);
    if (name == "op")
        return line.hasOpcode = true, readUnsigned(line.header.opcode);
    if (name == "fin")
        return m_scanner.readFlag(line.header.fin);
    if (name == "rsv")
        return readUnsigned(line.header.rsv);
    if (name == "mask") {
        line.header.masked = m_scanner.readString(text);
        line.header.maskKey = text.toUInt(nullptr, 16);
        return line.header.masked;
    }
    if (name == "wire")
        return line.hasWire = true, readUnsigned(line.header.payloadLength);
    if (name == "data")
        return m_scanner.readString(line.payload);
    if (name == "b64") {
        const bool isRead = m_scanner.readString(text);
        const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
        line.payload = *decoded;
        return isRead && decoded;
    }
    if (name == "note")
        return m_scanner.readString(line.note);
    if (name == "comment")
        return m_scanner.readString(m_comment);
    if (name == "url")
        return m_scanner.readString(line.open.url);
    if (name == "peer")
        return m_scanner.readString(line.open.peer);
    if (name == "request")
        return readFields(line.open.request);
    if (name == "response")
        return readFields(line.open.response);
    if (name == "subprotocol")
        return m_scanner.readString(line.open.subprotocol);
    if (name == "extensions")
        return m_scanner.readString(line.open.extensions);
    if (name == "role") {
        const bool isRead = m_scanner.readString(text);
        line.open.role = text == "server" ? Core::Role::Server : Core::Role::Client;
        return isRead;
    }
    if (name == "status")
        return readSigned(line.status);
    if (name == "wasClean")
        return m_scanner.readFlag(line.close.wasClean);
    if (name == "code")
        return readUnsigned(line.close.code);
    if (name == "reason")
        return m_scanner.readString(line.close.reason);
    if (name == "by") {
        const bool isRead = m_scanner.readString(text);
        line.close.by = closedByNamed(text);
        return isRead;
    }
    if (name == "count")
        return readUnsigned(line.drop.count);
    if (name == "octets")
        return readUnsigned(line.drop.octets);
    m_scanner.skip();
    return !m_scanner.hasError();
}

//! [[name, value], …]
bool JsonLinesReader::readFields(Core::HeaderFields &fields)
{
    if (!m_scanner.enterArray())
        return false;
    while (m_scanner.nextElement()) {
        QByteArrayList pair;
        if (!m_scanner.enterArray())
            return false;
        while (m_scanner.nextElement()) {
            if (!m_scanner.readString(pair.emplaceBack()))
                return false;
        }
        if (pair.size() != 2)
            return false;
        fields.append(pair.first(), pair.last());
    }
    return !m_scanner.hasError();
}

std::optional<Tap::Record> JsonLinesReader::recordOf(Line &line)
{
    const bool isDrop = line.event == "drop";
    if (line.head.connection == 0 && !isDrop)
        line.head.connection = 1; // a file with one connection need not say so
    if (!line.event.isEmpty())
        return eventOf(line);
    if (!line.hasOpcode) {
        fail(u"it is neither a frame nor an event"_s);
        return std::nullopt;
    }
    return frameOf(line);
}

Tap::Record JsonLinesReader::frameOf(Line &line)
{
    Tap::FrameRecord frame;
    frame.head = line.head;
    frame.direction = line.direction == "recv" ? Tap::Direction::Received : Tap::Direction::Sent;
    frame.header = line.header;
    if (!line.hasWire)
        frame.header.payloadLength = quint64(line.payload.size());
    frame.payload = std::move(line.payload);
    frame.note = std::move(line.note);
    frame.messageOpcode = frame.header.opcode;
    if (!frame.header.isControl()) {
        quint8 &message = m_messages[line.head.connection][size_t(frame.direction)];
        if (frame.header.opcode == quint8(Opcode::Continuation))
            frame.messageOpcode = message;
        else
            message = frame.header.opcode;
    }
    return frame;
}

//! Kinds that are not known yet are passed over.
std::optional<Tap::Record> JsonLinesReader::eventOf(Line &line)
{
    if (line.event == "open") {
        Tap::OpenRecord &open = line.open;
        open.head = line.head;
        if (!line.open.url.isEmpty() && line.status == 101)
            open.statusLine = switchingProtocols();
        else if (line.status != 101)
            open.statusLine = "HTTP/1.1 " + QByteArray::number(line.status);
        open.requestLine = requestLineFor(open.url);
        return open;
    }
    if (line.event == "close") {
        m_messages.remove(line.head.connection);
        line.close.head = line.head;
        return line.close;
    }
    if (line.event == "drop") {
        line.drop.head = line.head;
        return line.drop;
    }
    if (line.event == "octets") {
        Tap::OctetsRecord octets;
        octets.head = line.head;
        octets.direction = line.direction == "recv" ? Tap::Direction::Received : Tap::Direction::Sent;
        octets.octets = std::move(line.payload);
        octets.note = std::move(line.note);
        return octets;
    }
    return std::nullopt;
}

} // namespace Gantry::Inspector
