// SPDX-License-Identifier: GPL-3.0-only
#include "decode/closetext.h"
#include "decode/frametext.h"
#include "decode/recordstory.h"
#include "inspector/samplerecords.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;
using Core::Opcode;

class TestFrameText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheTypeOfAFrame_data()
    {
        QTest::addColumn<Tap::FrameRecord>("frame");
        QTest::addColumn<QString>("type");
        QTest::newRow("text") << text(1, "x") << u"text"_s;
        QTest::newRow("first fragment") << fragment(1, "x", true, false) << u"text, first"_s;
        QTest::newRow("middle fragment has its message's type")
            << fragment(1, "x", false, false) << u"text, more"_s;
        QTest::newRow("last fragment has its message's type")
            << fragment(1, "x", false, true) << u"text, last"_s;
        QTest::newRow("ping") << frame(1, Direction::Sent, Opcode::Ping, {}) << u"ping"_s;
        QTest::newRow("pong") << frame(1, Direction::Sent, Opcode::Pong, {}) << u"pong"_s;
        QTest::newRow("close") << frame(1, Direction::Sent, Opcode::Close, {}) << u"close"_s;
        QTest::newRow("reserved") << frame(1, Direction::Sent, Opcode(0xB), {}) << u"reserved 0xb"_s;
    }

    void namesTheTypeOfAFrame()
    {
        QFETCH(Tap::FrameRecord, frame);
        QTEST(frameTypeText(frame), "type");
    }

    void previewsWhatAFrameCarries_data()
    {
        QTest::addColumn<Tap::FrameRecord>("frame");
        QTest::addColumn<QString>("preview");
        QTest::newRow("text") << text(1, "hello") << u"hello"_s;
        QTest::newRow("binary as hex")
            << frame(1, Direction::Sent, Opcode::Binary, QByteArray::fromHex("00ff")) << u"00 ff"_s;
        QTest::newRow("binary that is text") << frame(1, Direction::Sent, Opcode::Binary, "{}") << u"{}"_s;
        QTest::newRow("close with code and reason")
            << frame(1, Direction::Sent, Opcode::Close, closePayload(1001, "bye"))
            << u"1001 Going Away · bye"_s;
        QTest::newRow("close without a code") << frame(1, Direction::Sent, Opcode::Close, {}) << u"no code"_s;
        QTest::newRow("close with half a code")
            << frame(1, Direction::Sent, Opcode::Close, "\x03") << u"03"_s;
        QTest::newRow("what is wrong comes first")
            << malformed(1, text(1, "hello"), "not masked") << u"⚠ not masked · hello"_s;
    }

    void previewsWhatAFrameCarries()
    {
        QFETCH(Tap::FrameRecord, frame);
        QTEST(recordPreview(frame), "preview");
    }

    void previewsTheLifeOfAConnection()
    {
        QCOMPARE(recordPreview(open(1, "ws://h/", "chat.v1")), u"ws://h/ · tcp4:127.0.0.1:4711 · chat.v1"_s);
        Tap::OpenRecord refused = open(1, "ws://h/");
        refused.statusLine = "HTTP/1.1 403 Forbidden";
        QVERIFY(recordPreview(refused).contains(u"403 Forbidden"_s));
        refused.statusLine.clear();
        QVERIFY(recordPreview(refused).contains(u"no answer"_s));
        const QString end = recordPreview(closed(1, 4000, "mine", false));
        QVERIFY(end.contains(u"4000 (private use)"_s) && end.contains(u"mine"_s)
                && end.contains(u"not clean"_s));
        QVERIFY(recordPreview(Tap::DropRecord{.head = {}, .count = 1234, .octets = 1}).contains(u"1,234"_s));
    }

    void explainsEveryCloseCode_data()
    {
        QTest::addColumn<int>("code");
        for (int code : {0,    999,  1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010,
                         1011, 1012, 1013, 1014, 1015, 1016, 2999, 3000, 3999, 4000, 4999, 5000, 65535}) {
            QTest::addRow("%d", code) << code;
        }
    }

    void explainsEveryCloseCode()
    {
        QFETCH(int, code);
        const auto value = quint16(code);
        QVERIFY(closeCodeText(value).startsWith(QString::number(code)));
        QVERIFY(closeCodeText(value).size() > QString::number(code).size() + 1);
        QVERIFY(explainCloseCode(value).endsWith(u'.'));
        const bool isRegistered = code >= 1000 && code <= 1015 && code != 1004;
        const bool speaksOfReserved =
            explainCloseCode(value).contains(u"no endpoint may use"_s, Qt::CaseInsensitive);
        QCOMPARE(speaksOfReserved, !isRegistered && (code < 3000 || code > 4999));
    }

    void tellsWhyAConnectionEnded()
    {
        const QString story = recordStory(closed(1, 1009, "over 64 MiB", true));
        QVERIFY(story.contains(u"1009"_s));
        QVERIFY(story.contains(explainCloseCode(1009)));
        QVERIFY(story.contains(u"over 64 MiB"_s));
        QVERIFY(recordStory(text(1, "speaks for itself")).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestFrameText)
#include "tst_frametext.moc"
