// SPDX-License-Identifier: MIT
// Header values that made other parsers run for minutes: here they cost what their
// length costs.
#include "core/handshake/clienthandshake.h"
#include "core/handshake/origin.h"
#include "core/handshake/serverhandshake.h"

#include "handshaketext.h"
#include "lineartime.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_HandshakeTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueCostsItsLength_data();
    void valueCostsItsLength();
    void manyFieldsCostTheirNumber();
    void originCostsItsLength();
    void responseCostsItsLength();
};

namespace {

//! \a start, then \a unit again and again up to \a size octets, then \a end.
QByteArray filled(const QByteArray &start, const QByteArray &unit, const QByteArray &end, qsizetype size)
{
    return start + unit.repeated(size / unit.size()) + end;
}

} // namespace

void tst_HandshakeTime::valueCostsItsLength_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("unit");
    QTest::addColumn<QByteArray>("end");

    const auto row = [](const char *title, QByteArray name, QByteArray start, QByteArray unit,
                        QByteArray end) { QTest::newRow(title) << name << start << unit << end; };
    row("blanks in a subprotocol", "Sec-WebSocket-Protocol", "b", " ", "x");
    row("blanks behind a subprotocol", "Sec-WebSocket-Protocol", "b", " ", ",x");
    row("commas for subprotocols", "Sec-WebSocket-Protocol", "a", ",", "b");
    row("quotes in subprotocols", "Sec-WebSocket-Protocol", "", "\"", "");
    row("one subprotocol again and again", "Sec-WebSocket-Protocol", "", "a,", "a");
    row("escapes in an unclosed quote", "Sec-WebSocket-Extensions", "a; b=\"", "\\c", "");
    row("escapes in a closed quote", "Sec-WebSocket-Extensions", "a; b=\"", "\\c", "\"");
    row("quotes in extensions", "Sec-WebSocket-Extensions", "a; b=", "\"\"", "");
    row("blanks in an extension", "Sec-WebSocket-Extensions", "a", " ", "b");
    row("blanks in front of a semicolon", "Sec-WebSocket-Extensions", "a", " ", ";b");
    row("commas for extensions", "Sec-WebSocket-Extensions", "a", " ,", "b");
    row("many extensions", "Sec-WebSocket-Extensions", "", "permessage-deflate; x,", "a");
    row("many parameters", "Sec-WebSocket-Extensions", "permessage-deflate", "; server_max_window_bits=10",
        "");
    row("many connection options", "Connection", "", "a,", "b");
    row("an unclosed quote in Connection", "Connection", "\"", "a,", "");
    row("a long key", "Sec-WebSocket-Key", "", "A", "==");
    row("a long version", "Sec-WebSocket-Version", "", "1", "");
    row("a long length", "Content-Length", "", "0", "");
    row("a long host", "Host", "", "a.", "");
}

void tst_HandshakeTime::valueCostsItsLength()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, unit);
    QFETCH(QByteArray, end);
    const QByteArray failure = timeOverLinear([&](qsizetype size) {
        const QByteArray line = name + ": " + filled(start, unit, end, size);
        HttpHeadReader reader(HttpHeadReader::Kind::Request, Limits{.maxHeaderBytes = 1'000'000});
        reader.feed(headText(with(sampleRequestLines(), line)));
        QCOMPARE(reader.status(), HttpHeadReader::Status::Complete);
        const auto outcome = readServerHandshake(reader.request());
        if (const auto *const request = std::get_if<HandshakeRequest>(&outcome))
            Q_UNUSED(acceptDeflateOffer(request->extensions, DeflateOptions{}))
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

void tst_HandshakeTime::manyFieldsCostTheirNumber()
{
    const QByteArray failure = timeOverLinear([](qsizetype size) {
        const Limits limits{.maxHeaderBytes = 1'000'000, .maxHeaderFields = 1'000'000};
        HttpHeadReader reader(HttpHeadReader::Kind::Request, limits);
        const QByteArray fields =
            filled("Sec-WebSocket-Extensions: a", "\r\nSec-WebSocket-Extensions: b", "", size);
        reader.feed(headText(sampleRequestLines() << fields));
        QVERIFY(std::holds_alternative<HandshakeRequest>(readServerHandshake(reader.request())));
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

void tst_HandshakeTime::originCostsItsLength()
{
    const QByteArray failure = timeOverLinear([](qsizetype size) {
        QVERIFY(
            !isOriginAllowed(filled("http://", "a", "", size), {u"http://*.example.com"_s, u"*://*a*b*"_s}));
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

void tst_HandshakeTime::responseCostsItsLength()
{
    const ClientRequest request{.host = "a", .deflate = DeflateOptions{}};
    const QByteArray failure = timeOverLinear([&request](qsizetype size) {
        const QByteArray line = filled("Sec-WebSocket-Extensions: permessage-deflate; b=\"", "\\c", "", size);
        HttpHeadReader reader(HttpHeadReader::Kind::Response, Limits{.maxHeaderBytes = 1'000'000});
        reader.feed(headText(sampleResponseLines() << line));
        QVERIFY(std::holds_alternative<HandshakeFailure>(
            readClientHandshake(reader.response(), request, SampleKey)));
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

QTEST_APPLESS_MAIN(tst_HandshakeTime)
#include "tst_handshaketime.moc"
