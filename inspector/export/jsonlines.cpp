// SPDX-License-Identifier: GPL-3.0-only
#include "export/jsonlines.h"

#include "core/message/utf8validator.h"
#include "export/jsonescape.h"

namespace Gantry::Inspector {

namespace {

using Core::Opcode;

void appendHead(const Tap::RecordHead &head, quint64 connection, QByteArray &out)
{
    out += "{\"v\":" + QByteArray::number(JsonLinesVersion);
    out += ",\"t_ns\":" + QByteArray::number(head.timeNs);
    if (connection != 0)
        out += ",\"conn\":" + QByteArray::number(connection);
}

void appendNumber(QByteArrayView name, quint64 value, QByteArray &out)
{
    out += ",\"";
    out.append(name);
    out += "\":" + QByteArray::number(value);
}

void appendFlag(QByteArrayView name, bool value, QByteArray &out)
{
    out += ",\"";
    out.append(name);
    out += value ? "\":true" : "\":false";
}

void appendText(QByteArrayView name, QByteArrayView value, QByteArray &out)
{
    out += ",\"";
    out.append(name);
    out += "\":";
    appendJsonOctets(value, out);
}

void appendEvent(QByteArrayView name, QByteArray &out)
{
    appendText("event", name, out);
}

void appendDirection(Tap::Direction direction, QByteArray &out)
{
    out += direction == Tap::Direction::Sent ? ",\"dir\":\"send\"" : ",\"dir\":\"recv\"";
}

//! [[name, value], …]: an object would lose order and repeated names.
void appendFields(QByteArrayView name, const Core::HeaderFields &fields, QByteArray &out)
{
    out += ",\"";
    out.append(name);
    out += "\":[";
    bool isFirst = true;
    for (const Core::HeaderField &field : fields.all()) {
        out += isFirst ? "[" : ",[";
        appendJsonOctets(field.name, out);
        out += ',';
        appendJsonOctets(field.value, out);
        out += ']';
        isFirst = false;
    }
    out += ']';
}

//! The characters of a fragment may be cut: "data" needs this frame's own octets to
//! be UTF-8. Control frames are octets by definition (RFC 6455 section 5.5), and so
//! is what has no meaning yet.
void appendPayload(const Tap::FrameRecord &frame, QByteArray &out)
{
    const bool isText = frame.messageOpcode == quint8(Opcode::Text) && !frame.header.isControl();
    if (isText && Core::isValidUtf8(frame.payload)) {
        out += ",\"data\":";
        appendJsonString(frame.payload, out);
    } else {
        out += ",\"b64\":";
        appendBase64String(frame.payload, out);
    }
}

class LineAppender
{
public:
    LineAppender(const QList<WampFacts> &wamp, QByteArray &out)
        : m_wamp(wamp)
        , m_out(out)
    { }

    void operator()(const Tap::FrameRecord &frame) const
    {
        appendDirection(frame.direction, m_out);
        appendNumber("op", frame.header.opcode, m_out);
        appendFlag("fin", frame.header.fin, m_out);
        appendNumber("rsv", frame.header.rsv, m_out);
        if (frame.header.masked)
            m_out +=
                ",\"mask\":\"" + QByteArray::number(frame.header.maskKey, 16).rightJustified(8, '0') + '"';
        appendNumber("wire", frame.header.payloadLength, m_out);
        appendNumber("len", quint64(frame.payload.size()), m_out);
        appendPayload(frame, m_out);
        if (!frame.note.isEmpty())
            appendText("note", frame.note, m_out);
        if (!m_wamp.isEmpty())
            appendWamp();
    }

    void operator()(const Tap::OpenRecord &open) const
    {
        appendEvent("open", m_out);
        appendText("url", open.url, m_out);
        appendText("peer", open.peer, m_out);
        appendFields("request", open.request, m_out);
        appendFields("response", open.response, m_out);
        appendText("subprotocol", open.subprotocol, m_out);
        appendText("extensions", open.extensions, m_out);
        // Who says nothing is the client, as on a proxied link.
        if (open.role == Core::Role::Server)
            appendText("role", "server", m_out);
        appendRefusal(open.statusLine);
    }

    void operator()(const Tap::CloseRecord &close) const
    {
        appendEvent("close", m_out);
        appendFlag("wasClean", close.wasClean, m_out);
        appendNumber("code", close.code, m_out);
        appendText("reason", close.reason, m_out);
        appendText("by", closedByName(close.by), m_out);
    }

    void operator()(const Tap::DropRecord &drop) const
    {
        appendEvent("drop", m_out);
        appendNumber("count", drop.count, m_out);
        appendNumber("octets", drop.octets, m_out);
    }

    //! What is no frame at all is still shown.
    void operator()(const Tap::OctetsRecord &octets) const
    {
        appendEvent("octets", m_out);
        appendDirection(octets.direction, m_out);
        appendNumber("len", quint64(octets.octets.size()), m_out);
        m_out += ",\"b64\":";
        appendBase64String(octets.octets, m_out);
        if (!octets.note.isEmpty())
            appendText("note", octets.note, m_out);
    }

    void operator()(const Tap::MessageRecord &) const { }
    void operator()(const Tap::StateRecord &) const { }

private:
    //! The status of an answer that opened nothing; 101 goes without saying.
    void appendRefusal(const QByteArray &statusLine) const
    {
        const int status = statusLine.split(' ').value(1).toInt();
        if (status != 0 && status != 101)
            appendNumber("status", quint64(status), m_out);
    }

    void appendWamp() const
    {
        m_out += ",\"wamp\":";
        m_out += m_wamp.size() > 1 ? "[" : "";
        for (const WampFacts &message : m_wamp) {
            if (&message != &m_wamp.front())
                m_out += ',';
            appendWampMessage(message);
        }
        m_out += m_wamp.size() > 1 ? "]" : "";
    }

    //! What the message does not have is left out.
    void appendWampMessage(const WampFacts &wamp) const
    {
        m_out += '{';
        const qsizetype begin = m_out.size();
        if (!wamp.type.isEmpty())
            appendText("type", wamp.type, m_out);
        if (!wamp.uri.isEmpty())
            appendText("uri", wamp.uri, m_out);
        if (wamp.id != 0)
            appendNumber("id", wamp.id, m_out);
        if (wamp.latencyNs)
            appendNumber("latency_ns", quint64(*wamp.latencyNs), m_out);
        if (m_out.size() > begin)
            m_out.remove(begin, 1); // the comma in front of the first
        m_out += '}';
    }

    const QList<WampFacts> &m_wamp;
    QByteArray &m_out;
};

} // namespace

void appendJsonLine(const Tap::Record &record, quint64 connection, QByteArray &out)
{
    appendWampJsonLine(record, connection, {}, out);
}

void appendWampJsonLine(const Tap::Record &record, quint64 connection, const QList<WampFacts> &wamp,
                        QByteArray &out)
{
    if (std::holds_alternative<Tap::MessageRecord>(record)
        || std::holds_alternative<Tap::StateRecord>(record))
        return;
    appendHead(Tap::headOf(record), connection, out);
    std::visit(LineAppender(wamp, out), record);
    out += "}\n";
}

void appendJsonComment(QByteArrayView comment, QByteArray &out)
{
    Q_ASSERT(out.endsWith("}\n"));
    out.chop(2);
    out += ",\"comment\":";
    appendJsonOctets(comment, out);
    out += "}\n";
}

QByteArrayView closedByName(Core::ClosedBy by) noexcept
{
    switch (by) {
    case Core::ClosedBy::Local:
        return "local";
    case Core::ClosedBy::Remote:
        return "remote";
    case Core::ClosedBy::Transport:
        return "transport";
    case Core::ClosedBy::Nobody:
        break;
    }
    return "nobody";
}

Core::ClosedBy closedByNamed(QByteArrayView name) noexcept
{
    for (const Core::ClosedBy by :
         {Core::ClosedBy::Local, Core::ClosedBy::Remote, Core::ClosedBy::Transport}) {
        if (name == closedByName(by))
            return by;
    }
    return Core::ClosedBy::Nobody;
}

} // namespace Gantry::Inspector
