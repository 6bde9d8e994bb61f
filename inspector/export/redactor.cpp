// SPDX-License-Identifier: GPL-3.0-only
#include "export/redactor.h"

#include "export/headredaction.h"

#include <algorithm>

namespace Gantry::Inspector {

using Core::Opcode;

namespace {

//! Takes over \a payload; a compressed frame keeps the length that it had on the wire.
void setPayload(Tap::FrameRecord &frame, QByteArray payload, bool isCompressed)
{
    frame.payload = std::move(payload);
    if (!isCompressed)
        frame.header.payloadLength = quint64(frame.payload.size());
}

bool isMessageStart(const Tap::FrameRecord &frame)
{
    return frame.header.opcode == quint8(Opcode::Text) || frame.header.opcode == quint8(Opcode::Binary);
}

} // namespace

Redactor::Redactor(const RedactionOptions &options, Output output)
    : m_options(options)
    , m_output(std::move(output))
{
    for (const QByteArray &path : options.jsonPaths) {
        if (const auto parsed = RedactionPath::parse(path))
            m_paths.append(*parsed);
    }
}

Redactor::~Redactor() = default;

bool Redactor::add(int source, const Tap::Record &record, const QByteArray &comment)
{
    const quint64 number = Tap::headOf(record).connection;
    if (number == 0)
        return m_output(source, record, comment);
    Connection &connection = m_connections[{source, number}];
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        addFrame(connection, *frame, comment);
        return release(source, connection);
    }
    Tap::Record copy = record;
    if (auto *open = std::get_if<Tap::OpenRecord>(&copy)) {
        redactOpen(*open, connection);
    } else if (auto *octets = std::get_if<Tap::OctetsRecord>(&copy)) {
        if (m_options.handshakes)
            octets->octets = HeadRedaction(m_plan).rawHead(octets->octets);
    } else if (auto *message = std::get_if<Tap::MessageRecord>(&copy)) {
        const auto opcode = quint8(message->isBinary ? Opcode::Binary : Opcode::Text);
        if (auto changed = checked(message->payload, connection, opcode))
            message->payload = *std::move(changed);
    }
    const bool isClose = std::holds_alternative<Tap::CloseRecord>(record);
    if (isClose) {
        for (Stream &stream : connection.streams)
            endMessage(connection, stream, false);
    }
    connection.held.push_back({std::move(copy), comment, true});
    const bool isFine = release(source, connection);
    if (isClose)
        m_connections.erase({source, number});
    return isFine;
}

void Redactor::learn(int source, const Tap::Record &record)
{
    const quint64 number = Tap::headOf(record).connection;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record); open && number != 0)
        m_connections[{source, number}].wamp = wampFormOf(open->subprotocol);
    const auto known = m_connections.find({source, number});
    if (known == m_connections.end())
        return;
    Connection &connection = known->second;
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        learnFrame(connection, *frame);
    } else if (std::holds_alternative<Tap::CloseRecord>(record)) {
        for (Stream &stream : connection.streams)
            endMessage(connection, stream, false);
        if (connection.held.empty())
            m_connections.erase(known);
    }
}

void Redactor::learnFrame(Connection &connection, const Tap::FrameRecord &frame)
{
    Stream &stream = connection.streams[size_t(frame.direction)];
    if (frame.header.opcode > quint8(Opcode::Binary))
        return;
    if (isMessageStart(frame)) {
        endMessage(connection, stream, false); // one that was not ended
        stream.isCompressed = frame.header.rsv & Core::Rsv1;
    } else if (stream.isInside) {
        stream.hasHole = true;
        if (frame.header.fin)
            endMessage(connection, stream, false);
    }
}

bool Redactor::finish()
{
    bool isFine = true;
    for (auto &[key, connection] : m_connections) {
        for (Stream &stream : connection.streams)
            endMessage(connection, stream, false);
        isFine = isFine && release(key.first, connection);
    }
    m_connections.clear();
    return isFine;
}

void Redactor::redactOpen(Tap::OpenRecord &open, Connection &connection)
{
    connection.wamp = wampFormOf(open.subprotocol);
    if (!m_options.handshakes)
        return;
    // The request line and the chosen subprotocol say again what was counted already.
    RedactionPlan repeated;
    HeadRedaction again(repeated);
    HeadRedaction heads(m_plan);
    open.url = heads.url(open.url);
    open.requestLine = again.requestLine(open.requestLine);
    open.request = heads.fields(open.request);
    open.response = heads.fields(open.response);
    open.subprotocol = again.subprotocols(open.subprotocol);
}

bool Redactor::mustCheck(const Connection &connection, quint8 opcode) const
{
    const bool isText = opcode == quint8(Opcode::Text);
    const bool mayBeLogin = m_options.wampLogins && connection.wamp.wire != WampWire::None
        && isText == (connection.wamp.wire == WampWire::Json);
    return mayBeLogin || (isText && !m_paths.isEmpty());
}

std::optional<QByteArray> Redactor::checked(QByteArrayView payload, const Connection &connection,
                                            quint8 opcode)
{
    if (!mustCheck(connection, opcode))
        return std::nullopt;
    std::optional<QByteArray> changed;
    if (m_options.wampLogins)
        changed = withoutWampLogin(payload, connection.wamp, m_plan);
    if (opcode != quint8(Opcode::Text) || m_paths.isEmpty())
        return changed;
    QByteArray text = changed ? *changed : payload.toByteArray();
    const QByteArray replacement = '"' + RedactedText.toByteArray() + '"';
    const QList<JsonSpan> spans = jsonValuesAt(text, m_paths);
    for (auto span = spans.crbegin(); span != spans.crend(); ++span) {
        m_plan.add(RedactionKind::RedactionPath, m_paths[span->path].text(), span->size);
        text.replace(span->begin, span->size, replacement);
        changed = text;
    }
    return changed;
}

void Redactor::addFrame(Connection &connection, const Tap::FrameRecord &frame, const QByteArray &comment)
{
    connection.held.push_back({frame, comment, true});
    Held &held = connection.held.back();
    auto &record = std::get<Tap::FrameRecord>(held.record);
    Stream &stream = connection.streams[size_t(frame.direction)];
    if (frame.header.opcode > quint8(Opcode::Binary))
        return;
    if (isMessageStart(frame)) {
        endMessage(connection, stream, false); // one that was not ended
        stream.isCompressed = frame.header.rsv & Core::Rsv1;
        if (frame.header.fin) {
            if (auto changed = checked(frame.payload, connection, frame.header.opcode))
                setPayload(record, *std::move(changed), stream.isCompressed);
            return;
        }
        stream.isInside = mustCheck(connection, frame.header.opcode);
    }
    if (!stream.isInside) {
        // Nobody looks for anything in it; or its begin is not there, and nobody can.
        if (!isMessageStart(frame) && mustCheck(connection, frame.messageOpcode)) {
            m_plan.add(RedactionKind::Unchecked, "message in parts", frame.payload.size());
            setPayload(record, RedactedText.toByteArray(), stream.isCompressed);
        }
        return;
    }
    held.isReady = false;
    stream.parts.push_back(connection.released + connection.held.size() - 1);
    stream.octets += frame.payload.size();
    if (frame.header.fin || stream.isTooLarge || stream.octets > MaxHeldBytes) {
        stream.isTooLarge = stream.isTooLarge || stream.octets > MaxHeldBytes;
        const bool goesOn = !frame.header.fin;
        endMessage(connection, stream, !stream.isTooLarge && !stream.hasHole);
        stream.isInside = goesOn;
        stream.isTooLarge = goesOn; // the rest of it, too
    }
}

//! The frames that are held become ready. What could not be read as a whole may hold
//! anything, and goes as a whole.
void Redactor::endMessage(Connection &connection, Stream &stream, bool isWhole)
{
    const std::vector<size_t> parts = std::exchange(stream.parts, {});
    stream.octets = 0;
    stream.isInside = false;
    stream.isTooLarge = false;
    stream.hasHole = false;
    if (parts.empty())
        return;
    const auto frameAt = [&](size_t part) -> Tap::FrameRecord & {
        Held &held = connection.held[part - connection.released];
        held.isReady = true;
        return std::get<Tap::FrameRecord>(held.record);
    };
    QByteArray whole;
    for (const size_t part : parts)
        whole += frameAt(part).payload;
    std::optional<QByteArray> changed;
    if (isWhole) {
        changed = checked(whole, connection, frameAt(parts.front()).messageOpcode);
    } else {
        m_plan.add(RedactionKind::Unchecked, "message in parts", whole.size());
        changed = RedactedText.toByteArray();
    }
    if (!changed)
        return;
    // Cut where it was cut before; what is left over goes into the last.
    for (size_t i = 0; i < parts.size(); ++i) {
        Tap::FrameRecord &frame = frameAt(parts[i]);
        const qsizetype size =
            i + 1 == parts.size() ? changed->size() : std::min(frame.payload.size(), changed->size());
        setPayload(frame, changed->first(size), stream.isCompressed);
        changed->remove(0, size);
    }
}

bool Redactor::release(int source, Connection &connection)
{
    while (!connection.held.empty() && connection.held.front().isReady) {
        const Held held = std::move(connection.held.front());
        connection.held.pop_front();
        ++connection.released;
        if (!m_output(source, held.record, held.comment))
            return false;
    }
    return true;
}

RedactionPlan previewRedaction(const QList<Tap::Record> &records, const RedactionOptions &options)
{
    Redactor redactor(options, [](int, const Tap::Record &, const QByteArray &) { return true; });
    bool goesOn = true;
    for (const Tap::Record &record : records)
        goesOn = goesOn && redactor.add(0, record, {});
    goesOn = redactor.finish() && goesOn;
    return redactor.plan();
}

} // namespace Gantry::Inspector
