// SPDX-License-Identifier: MIT
// The protocol core stays pure and the operating system stays in two rooms; and the
// checker that says so catches each kind of breach.
#include "purity.h"
#include "verifynocomplaint.h"

#include <QtTest/QTest>

using namespace Gantry::Architecture;
using namespace Qt::Literals::StringLiterals;

class PurityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_tree = readSourceTree(QStringLiteral(GANTRY_SOURCE_DIR)); }

    void pureRoomsArePure() { VERIFY_NO_COMPLAINT(checkPureRooms(m_tree)); }
    void platformHeadersStayAtHome() { VERIFY_NO_COMPLAINT(checkPlatformHeaders(m_tree)); }

    void impuritiesAreCaught_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("caught");
        const auto row = [](const char *name, const QString &text, bool caught) {
            QTest::newRow(name) << text << caught;
        };
        row("value types", u"#include <QtCore/QByteArray>\n#include <zlib.h>\n#include <span>\n"_s, false);
        row("QObject's header", u"#include <QtCore/QObject>\n"_s, true);
        row("QObject's header without its module", u"#include <QObject>\n"_s, true);
        row("the network module", u"#include <QtNetwork/QTcpSocket>\n"_s, true);
        row("of the network module a value", u"#include <QtNetwork/QSslCertificate>\n"_s, false);
        row("a library that was not chosen", u"#include <boost/asio.hpp>\n"_s, true);
        row("POSIX", u"#include <unistd.h>\n"_s, true);
        row("chance", u"#include <random>\n"_s, true);
        row("libsodium's chance", u"randombytes_buf(p, 4);\n"_s, true);
        row("threads", u"#include <mutex>\n"_s, true);
        row("a QObject by forward declaration", u"class QTimer;\n"_s, true);
        row("moc's macro", u"class A {\n    Q_OBJECT\n};\n"_s, true);
        row("the clock", u"auto n = std::chrono::steady_clock::now();\n"_s, true);
        row("a clock's type alone", u"using TimePoint = std::chrono::steady_clock::time_point;\n"_s, false);
        row("a date", u"#include <QtCore/QDateTime>\nQString f(const QDateTime &t);\n"_s, false);
        row("today's date", u"auto t = QDateTime::currentDateTimeUtc();\n"_s, true);
        row("the time of day", u"auto t = QTime::currentTime();\n"_s, true);
        row("the user's language", u"auto s = tr(\"x\");\n"_s, true);
        row("a word that ends in tr", u"auto s = ptr(\"x\");\n"_s, false);
        row("the environment", u"auto e = qgetenv(\"HOME\");\n"_s, true);
        row("a log", u"qWarning() << 1;\n"_s, true);
        row("named in a comment", u"// never a QObject, see QTimer\n"_s, false);
        row("named in a literal", u"auto s = \"QTimer tr(\"; auto r = R\"x(rand())x\"; char c = '\"';\n"_s,
            false);
        row("after a number with separators", u"int i = 1'000; QTimer t; int j = 1'0;\n"_s, true);
    }
    void impuritiesAreCaught()
    {
        QFETCH(QString, text);
        QFETCH(bool, caught);
        for (const QString &room : {u"lib/core/"_s, u"lib/wamp/message/"_s}) {
            const QStringList complaints = checkPureRooms({{room + u"a.cpp"_s, text}});
            QVERIFY2(complaints.isEmpty() != caught, qPrintable(complaints.join(u'\n')));
        }
        QCOMPARE(checkPureRooms({{u"lib/websocket/a.cpp"_s, text}}), QStringList());
    }

    void linesAreCounted()
    {
        const SourceTree tree{{u"lib/core/a.cpp"_s, u"/* one\n two */\nint i;\nclass QTimer;\n"_s}};
        QCOMPARE(checkPureRooms(tree), QStringList{u"lib/core/a.cpp:4: QTimer in a pure room"_s});
    }

    void platformHeadersAreCaught_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("caught");
        const auto row = [](const char *path, const char *header, bool caught) {
            QTest::addRow("%s in %s", header, path)
                << QString::fromLatin1(path) << QString::fromLatin1(header) << caught;
        };
        row("lib/websocket/transport/a.cpp", "sys/epoll.h", false);
        row("lib/attach/a.cpp", "unistd.h", false);
        row("lib/websocket/a.cpp", "sys/socket.h", true);
        row("lib/tap/a.cpp", "unistd.h", true);
        row("lib/tap/a.cpp", "linux/io_uring.h", true);
        row("lib/websocket/a.cpp", "winsock2.h", true);
        row("lib/websocket/a.cpp", "atomic", false);
        row("inspector/capture/a.cpp", "sys/socket.h", true);
        row("inspector/system/a.cpp", "csignal", false);
        row("inspector/ui/a.cpp", "csignal", true);
        row("examples/support/a.cpp", "csignal", false);
    }
    void platformHeadersAreCaught()
    {
        QFETCH(QString, path);
        QFETCH(QString, header);
        QFETCH(bool, caught);
        const SourceTree tree{{path, u"#include <%1>\n"_s.arg(header)}};
        QCOMPARE(checkPlatformHeaders(tree).size(), caught ? 1 : 0);
    }

private:
    SourceTree m_tree;
};

QTEST_APPLESS_MAIN(PurityTest)
#include "tst_purity.moc"
