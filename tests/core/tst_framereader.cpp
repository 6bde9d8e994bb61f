// SPDX-License-Identifier: MIT
#include "core/frame/framereader.h"
#include "core/frame/framewriter.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_FrameReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheSameFramesAtEverySplit();
    void takesNothingBeyondItsFrame();
};

namespace {

struct Frame
{
    FrameHeader header;
    QByteArray payload;
    bool operator==(const Frame &) const = default;
};

void readAll(FrameReader &reader, QByteArrayView bytes, QList<Frame> &frames)
{
    while (!bytes.isEmpty()) {
        if (!reader.isInsideFrame()) {
            if (!reader.readHeader(bytes))
                return;
            frames.append({reader.header(), {}});
        }
        quint64 position = 0;
        const QByteArrayView payload = reader.takePayload(bytes, position);
        QCOMPARE(position, quint64(frames.last().payload.size()));
        frames.last().payload.append(payload);
        if (reader.remaining() == 0)
            reader.endFrame();
    }
}

QList<Frame> samples()
{
    QList<Frame> frames{
        {{.opcode = 9}, {}},
        {{.fin = false, .opcode = 1}, "abc"},
        {{.opcode = 0, .masked = true, .maskKey = 0}, QByteArray(200, 'x')},
        {{.opcode = 10, .masked = true, .maskKey = 0}, "y"},
    };
    for (Frame &frame : frames)
        frame.header.payloadLength = quint64(frame.payload.size());
    return frames;
}

QByteArray encoded(const QList<Frame> &frames)
{
    QByteArray out;
    for (const Frame &frame : frames)
        appendFrame(out, frame.header, frame.payload);
    return out;
}

} // namespace

void tst_FrameReader::readsTheSameFramesAtEverySplit()
{
    const QByteArray octets = encoded(samples());
    for (qsizetype first = 0; first <= octets.size(); ++first) {
        FrameReader reader;
        QList<Frame> frames;
        readAll(reader, QByteArrayView(octets).first(first), frames);
        readAll(reader, QByteArrayView(octets).sliced(first), frames);
        QVERIFY(frames == samples());
        QVERIFY(!reader.isInsideFrame());
    }
    FrameReader reader;
    QList<Frame> frames;
    for (qsizetype i = 0; i < octets.size(); ++i)
        readAll(reader, QByteArrayView(octets).sliced(i, 1), frames);
    QVERIFY(frames == samples());
}

void tst_FrameReader::takesNothingBeyondItsFrame()
{
    QByteArray octets = QByteArray::fromHex("8102");
    octets += "hi and more";
    QByteArrayView bytes = octets;
    FrameReader reader;
    QVERIFY(reader.readHeader(bytes));
    quint64 position = 0;
    QCOMPARE(reader.takePayload(bytes, position).toByteArray(), QByteArray("hi"));
    QCOMPARE(bytes.toByteArray(), QByteArray(" and more"));
}

QTEST_APPLESS_MAIN(tst_FrameReader)
#include "tst_framereader.moc"
