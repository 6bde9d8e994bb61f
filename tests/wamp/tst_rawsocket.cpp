// SPDX-License-Identifier: MIT
#include "wamp/tst_rawsocket.h"

#include "wamp/transport/rawsocketframes.h"
#include "wamp/transport/rawsocketurl.h"

#include <QtTest/QTest>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using namespace Wamp::RawSocket;
using Result = FrameReader::Result;

namespace {

QByteArray frame(FrameType type, const QByteArray &payload)
{
    QByteArray octets(HeaderSize, '\0');
    writeHeader(octets.data(), type, payload.size());
    return octets + payload;
}

//! What \a reader finds in \a octets: "0:payload", "1:..." and at last its error.
QStringList readAll(FrameReader &reader, QByteArrayView octets)
{
    QStringList found;
    for (;;) {
        const Result result = reader.read(octets);
        if (result == Result::NeedsMore)
            return found;
        if (result == Result::Failed)
            return found << reader.error();
        found << u"%1:%2"_s.arg(int(reader.type())).arg(QString::fromLatin1(reader.payload()));
        reader.giveBack();
    }
}

} // namespace

void TestRawSocket::writesHandshakes()
{
    QCOMPARE(encode({.lengthExponent = 24, .serializerId = 1}), QByteArray::fromHex("7ff10000"));
    QCOMPARE(encode({.lengthExponent = 9, .serializerId = 3}), QByteArray::fromHex("7f030000"));
    QCOMPARE(encode({.refusal = Refusal::TooManyConnections}), QByteArray::fromHex("7f400000"));
}

void TestRawSocket::readsHandshakes_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("exponent");
    QTest::addColumn<int>("serializer");
    QTest::addColumn<int>("refusal");
    QTest::addColumn<bool>("reserved");
    const auto row = [](const char *hex, int exponent, int serializer, int refusal, bool reserved) {
        QTest::newRow(hex) << QByteArray::fromHex(hex) << exponent << serializer << refusal << reserved;
    };
    row("7ff10000", 24, 1, 0, false);
    row("7f020000", 9, 2, 0, false);
    row("7f530000", 14, 3, 0, false);
    row("7f100000", 10, 0, 1, false);
    row("7ff00000", 24, 0, 15, false);
    row("7ff10100", 24, 1, 0, true);
    row("7ff10001", 24, 1, 0, true);
}

void TestRawSocket::readsHandshakes()
{
    QFETCH(const QByteArray, octets);
    const auto handshake = decodeHandshake(octets);
    QVERIFY(handshake);
    QTEST(handshake->lengthExponent, "exponent");
    QTEST(handshake->serializerId, "serializer");
    QTEST(int(handshake->refusal), "refusal");
    QTEST(handshake->hasReservedBits, "reserved");
    QVERIFY(!decodeHandshake(octets.first(3)));
    QVERIFY(!decodeHandshake("\x7e" + octets.sliced(1)));
    QVERIFY(mayBeHandshake(octets.first(1)));
    QVERIFY(!mayBeHandshake("G"));
}

void TestRawSocket::framesSurviveEachCut()
{
    const QByteArray octets = frame(FrameType::Message, "first") + frame(FrameType::Ping, "are you there")
        + frame(FrameType::Message, {}) + frame(FrameType::Pong, {}) + frame(FrameType::Message, "last");
    const QStringList expected{u"0:first"_s, u"1:are you there"_s, u"0:"_s, u"2:"_s, u"0:last"_s};
    FrameReader whole;
    QCOMPARE(readAll(whole, octets), expected);
    for (qsizetype cut = 0; cut <= octets.size(); ++cut) {
        FrameReader reader;
        const QStringList before = readAll(reader, octets.first(cut));
        QCOMPARE(before + readAll(reader, octets.sliced(cut)), expected);
    }
    FrameReader reader;
    QStringList found;
    for (qsizetype i = 0; i < octets.size(); ++i)
        found += readAll(reader, octets.sliced(i, 1));
    QCOMPARE(found, expected);
    QVERIFY(!reader.isInsideFrame());
}

void TestRawSocket::framesOf16MiBHaveABitOfTheirOwn()
{
    const QByteArray payload(1 << 24, 'x');
    const QByteArray octets = frame(FrameType::Message, payload);
    QCOMPARE(octets.first(4), QByteArray::fromHex("08000000"));
    FrameReader reader;
    QByteArrayView rest(octets);
    QCOMPARE(reader.read(rest), Result::HasFrame);
    QCOMPARE(reader.payload(), payload);
    QCOMPARE(frame(FrameType::Message, QByteArray((1 << 24) - 1, 'x')).first(4),
             QByteArray::fromHex("00ffffff"));
}

void TestRawSocket::refusesFrames_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *hex, const QString &error) {
        QTest::newRow(hex) << QByteArray::fromHex(hex) << error;
    };
    row("10000001", u"reserved bits of a frame are set"_s);
    row("80000001", u"reserved bits of a frame are set"_s);
    row("03000001", u"a frame is of a type that RawSocket does not have"_s);
    row("07000001", u"a frame is of a type that RawSocket does not have"_s);
    row("08000001", u"a frame is longer than RawSocket has them"_s);
    row("08000000", u"a frame is longer than the 512 octets that were agreed on"_s);
    row("00000201", u"a frame is longer than the 512 octets that were agreed on"_s);
    row("01000201", u"a frame is longer than the 512 octets that were agreed on"_s);
}

void TestRawSocket::refusesFrames()
{
    QFETCH(const QByteArray, octets);
    QFETCH(const QString, error);
    FrameReader reader(512);
    QCOMPARE(readAll(reader, frame(FrameType::Message, "good") + octets), QStringList({u"0:good"_s, error}));
    QCOMPARE(readAll(reader, frame(FrameType::Message, "late")), QStringList{error});
    // One octet that may not come is enough, and 512 may.
    FrameReader inPieces(512);
    QCOMPARE(readAll(inPieces, octets.first(3)), QStringList());
    QCOMPARE(readAll(inPieces, octets.sliced(3)), QStringList{error});
    FrameReader longest(512);
    QCOMPARE(readAll(longest, frame(FrameType::Message, QByteArray(512, 'x'))).size(), 1);
}

void TestRawSocket::announcedLengthsCostNothing()
{
    FrameReader reader;
    const QByteArray octets = QByteArray::fromHex("08000000") + "some";
    QByteArrayView rest(octets);
    QCOMPARE(reader.read(rest), Result::NeedsMore);
    QVERIFY(reader.isInsideFrame());
    QVERIFY2(reader.payload().capacity() <= 64 * 1024,
             qPrintable(QString::number(reader.payload().capacity())));
}

void TestRawSocket::betweenFramesNothingIsHeld()
{
    FrameReader reader;
    const QByteArray octets = frame(FrameType::Message, QByteArray(10'000, 'x'));
    QByteArrayView rest(octets);
    QCOMPARE(reader.read(rest), Result::HasFrame);
    const QByteArray kept = reader.payload();
    reader.giveBack();
    QCOMPARE(reader.payload().capacity(), 0);
    QCOMPARE(kept, QByteArray(10'000, 'x'));
}

void TestRawSocket::readsUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("expected"); //!< what is understood, or the error
    const auto row = [](const char *url, const char *expected) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(expected);
    };
    row("rs://localhost:8081", "tcp localhost 8081");
    row("tcp://[::1]:0", "tcp ::1 0");
    row("rss://example.org:8443/", "tls example.org 8443");
    row("rs+unix:/tmp/socket", "unix /tmp/socket");
    row("unix:socket", "unix socket");
    row("unix:/tmp/with%20space", "unix /tmp/with space");
    row("unix:", "unix: needs the path of a socket");
    row("unix://host/path", "unix: needs the path of a socket");
    row("ws://localhost:80", "the scheme is none of rs, rss, tcp, rs+unix and unix");
    row("rs://localhost", "the URL has no port");
    row("rs://:80", "the URL has no host");
    row("rs://host:99999", "the URL is not valid");
    row("rs://user@localhost:80", "RawSocket's URLs have a host and a port, and nothing else");
    row("rs://localhost:80/path", "RawSocket's URLs have a host and a port, and nothing else");
    row("rs://localhost:80?query", "RawSocket's URLs have a host and a port, and nothing else");
}

void TestRawSocket::readsUrls()
{
    QFETCH(const QString, url);
    const auto parsed = Wamp::parseRawSocketUrl(QUrl(url));
    QString found;
    if (const auto *error = std::get_if<Core::UrlError>(&parsed)) {
        found = error->text;
    } else {
        const auto &address = std::get<Core::WebSocketAddress>(parsed);
        found = address.isLocal ? u"unix "_s + address.localPath
                                : u"%1 %2 %3"_s.arg(address.isSecure ? u"tls"_s : u"tcp"_s, address.host,
                                                    QString::number(address.port));
    }
    QTEST(found, "expected");
}

} // namespace Gantry

QTEST_GUILESS_MAIN(Gantry::TestRawSocket)
