// SPDX-License-Identifier: MIT
#include "decoderfixture.h"

#include "core/frame/masking.h"

#include <QtTest/QTest>

#include <array>

namespace Gantry::Tests {

using namespace Tap;

namespace {

//! Keeps what a decoder says in the form that does not depend on the pieces.
class Collector
{
public:
    ConnectionDecoder::Output output()
    {
        return [this](Record &&record) { add(std::move(record)); };
    }
    const QList<Record> &records() const { return m_records; }

private:
    void add(Record record)
    {
        std::visit([](auto &r) { r.head.timeNs = 0; }, record);
        auto *last = m_records.isEmpty() ? nullptr : std::get_if<OctetsRecord>(&m_records.last());
        const auto *octets = std::get_if<OctetsRecord>(&record);
        if (last && octets && last->direction == octets->direction && last->note == octets->note)
            last->octets += octets->octets;
        else
            m_records.append(std::move(record));
    }

    QList<Record> m_records;
};

//! \a cut gives the sizes of the pieces of one step.
QList<Record> decodeCut(const Conversation &conversation, const DecoderOptions &options,
                        const std::function<QList<qsizetype>(qsizetype step, qsizetype size)> &cut)
{
    Collector collector;
    ConnectionDecoder decoder(7, options, collector.output());
    for (qsizetype i = 0; i < conversation.size(); ++i) {
        const Step &step = conversation.at(i);
        if (step.octets.isEmpty()) {
            decoder.feedEof(step.direction, 0);
            continue;
        }
        qsizetype at = 0;
        for (const qsizetype size : cut(i, step.octets.size())) {
            // A copy, so that reading beyond the piece is seen by AddressSanitizer.
            const QByteArray piece(step.octets.constData() + at, size);
            decoder.feed(step.direction, piece, 0);
            at += size;
        }
    }
    decoder.finish(0);
    return collector.records();
}

} // namespace

QByteArray wire(const WireFrame &frame)
{
    const Core::FrameHeader header{
        .fin = frame.fin,
        .rsv = frame.rsv,
        .opcode = frame.opcode,
        .masked = frame.masked,
        .maskKey = frame.masked ? frame.key : 0,
        .payloadLength = quint64(frame.payload.size()),
    };
    std::array<char, Core::MaxFrameHeaderSize> head;
    const int size = Core::writeFrameHeader(header, head);
    QByteArray payload = frame.payload;
    if (frame.masked)
        Core::applyMask(std::span(payload.data(), size_t(payload.size())), frame.key, 0);
    return QByteArray(head.data(), size) + payload;
}

Conversation handshake(const QByteArray &extensions)
{
    QByteArray response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    if (!extensions.isEmpty())
        response += "Sec-WebSocket-Extensions: " + extensions + "\r\n";
    return {sent("GET /chat?room=1 HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Sec-WebSocket-Version: 13\r\n\r\n"),
            received(response + "\r\n")};
}

QList<Record> decode(const Conversation &conversation, const DecoderOptions &options)
{
    return decodeCut(conversation, options, [](qsizetype, qsizetype size) { return QList<qsizetype>{size}; });
}

QList<Record> decodeOctetwise(const Conversation &conversation, const DecoderOptions &options)
{
    return decodeCut(conversation, options,
                     [](qsizetype, qsizetype size) { return QList<qsizetype>(size, 1); });
}

QList<Record> decodeEveryWay(const Conversation &conversation, const DecoderOptions &options)
{
    const QList<Record> whole = decode(conversation, options);
    if (decodeOctetwise(conversation, options) != whole) {
        QTest::qFail("fed octet by octet it reads differently", __FILE__, __LINE__);
        return {};
    }
    for (qsizetype cutStep = 0; cutStep < conversation.size(); ++cutStep) {
        for (qsizetype at = 1; at < conversation.at(cutStep).octets.size(); ++at) {
            const auto cut = [&](qsizetype step, qsizetype size) {
                return step == cutStep ? QList<qsizetype>{at, size - at} : QList<qsizetype>{size};
            };
            if (decodeCut(conversation, options, cut) != whole) {
                const QByteArray where = "step " + QByteArray::number(cutStep) + " cut at "
                    + QByteArray::number(at) + " reads differently";
                QTest::qFail(where.constData(), __FILE__, __LINE__);
                return {};
            }
        }
    }
    return whole;
}

} // namespace Gantry::Tests
