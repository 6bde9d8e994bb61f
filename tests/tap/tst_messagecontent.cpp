// SPDX-License-Identifier: MIT
// What an observer may say about messages when it has not seen, or not kept, all that
// they refer to.
#include "decoderfixture.h"

#include "core/message/deflatecodec.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Tap;
using namespace Gantry::Tests;

namespace {

QByteArray compressed(Core::Deflater &deflater, const QByteArray &message)
{
    QByteArray out;
    [[maybe_unused]] const bool ok = deflater.compress(message, out);
    return out;
}

} // namespace

class tst_MessageContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatRefersToALostWindowIsNotThePeersFault();
};

void tst_MessageContent::whatRefersToALostWindowIsNotThePeersFault()
{
    Core::Deflater deflater(9, 9, 8, false);
    const QByteArray bomb = compressed(deflater, QByteArray(100'000, 'x'));
    const QByteArray referring = compressed(deflater, QByteArray(300, 'x'));
    QByteArray noise;
    for (quint32 i = 0, state = 1; i < 600; ++i)
        noise += char('a' + (state = state * 1664525 + 1013904223) % 26);
    QByteArray wires = wire({.payload = bomb, .rsv = 4}) + wire({.payload = referring, .rsv = 4});
    // Back on firm ground, after a window's worth, garbage is the peer's own again.
    Core::Deflater fresh(9, 9, 8, true);
    wires += wire({.payload = compressed(fresh, noise), .rsv = 4})
        + wire({.payload = QByteArray(20, '\xFF'), .rsv = 4});
    const auto frames =
        only<FrameRecord>(decode(handshake("permessage-deflate; client_max_window_bits=9") << sent(wires),
                                 {.maxInflatedBytes = 10'000}));
    QCOMPARE(frames.size(), 4);
    QVERIFY(frames.at(0).note.startsWith("not inflated: the message grows"));
    QVERIFY2(frames.at(1).note.startsWith("not inflated: it may refer"), frames.at(1).note.constData());
    QCOMPARE(frames.at(2).note, QByteArray());
    QCOMPARE(frames.at(2).payload, noise);
    QVERIFY2(frames.at(3).note.startsWith("corrupt compressed data"), frames.at(3).note.constData());
}

QTEST_APPLESS_MAIN(tst_MessageContent)
#include "tst_messagecontent.moc"
