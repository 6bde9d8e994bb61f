// SPDX-License-Identifier: MIT
#include "core/handshake/requesttarget.h"

#include "handshaketext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_RequestTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTargetIsRead_data();
    void aTargetIsRead();
    void pathsAreComparedDecoded_data();
    void pathsAreComparedDecoded();
    void aPrefixEndsWithASegment_data();
    void aPrefixEndsWithASegment();
};

void tst_RequestTarget::aTargetIsRead_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char *target, const char *path, const char *query, const char *host) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(path) << QByteArray(query)
                              << QByteArray(host);
    };
    row("/", "/", "", "field:1");
    row("/a%20b?c=d?e", "/a%20b", "c=d?e", "field:1");
    row("http://other:2/a?b", "/a", "b", "other:2");
    row("wss://other", "/", "", "other");
    row("http://other?q", "/", "q", "other");
    for (const char *target : {"*", "a:1", "ftp://other/", "http:///a", "http://me@other/", "/a#b"})
        row(target, "", "", "");
}

void tst_RequestTarget::aTargetIsRead()
{
    QFETCH(const QByteArray, target);
    const auto read = readRequestTarget(requestHead({"GET " + target + " HTTP/1.1", "Host: field:1"}));
    QTEST(read ? read->path : QByteArray(), "path");
    QTEST(read ? read->query : QByteArray(), "query");
    QTEST(read ? read->host : QByteArray(), "host");
}

void tst_RequestTarget::pathsAreComparedDecoded_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("comparable");
    const auto row = [](const char *path, const char *comparable) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(comparable);
    };
    row("/chat", "/chat");
    row("/%63hat", "/chat");
    row("/a%20b", "/a b");
    row("/%E4%b8%96", "/\xe4\xb8\x96");
    row("/..a/.b", "/..a/.b");
    row("/%2563", "/%63"); // once, not twice
    for (const char *path : {"/a/../b", "/..", "/.", "/a/%2e%2E/b", "/a/.", "/a%2Fb", "/a%2f", "/a%00", "/a%",
                             "/a%4", "/a%zz", "/%2E"})
        row(path, "");
}

void tst_RequestTarget::pathsAreComparedDecoded()
{
    QFETCH(const QByteArray, path);
    QTEST(comparablePath(path), "comparable");
}

void tst_RequestTarget::aPrefixEndsWithASegment_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<bool>("isBelow");
    const auto row = [](const char *path, const char *prefix, bool isBelow) {
        QTest::addRow("%s below %s", path, prefix) << QByteArray(path) << QByteArray(prefix) << isBelow;
    };
    row("/api", "/api", true);
    row("/api/", "/api", true);
    row("/api/x", "/api", true);
    row("/api/x", "/api/", true);
    row("/anything", "/", true);
    row("/apix", "/api", false);
    row("/ap", "/api", false);
    row("/api", "/api/", false);
    row("/API", "/api", false);
}

void tst_RequestTarget::aPrefixEndsWithASegment()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, prefix);
    QTEST(isAtOrBelow(path, prefix), "isBelow");
}

QTEST_APPLESS_MAIN(tst_RequestTarget)
#include "tst_requesttarget.moc"
