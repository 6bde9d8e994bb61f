// SPDX-License-Identifier: MIT
// Every name of autobahn's API has its row, every row its declaration and its test; and
// the checker catches what it is for.
#include "reference.h"
#include "verifynocomplaint.h"

#include <QtTest/QTest>

using namespace Gantry::Architecture;
using namespace Qt::Literals::StringLiterals;

class ReferenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowIsKept()
    {
        const SourceTree tree = readSourceTree(QStringLiteral(GANTRY_SOURCE_DIR));
        VERIFY_NO_COMPLAINT(checkReference(tree, u"lib/doc/autobahn.md"_s, autobahnNames()));
    }

    void brokenRowsAreCaught_data()
    {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("complaint");
        const QString good = u"| `send` | `Sender::send(text)` | none | | `tst_a::sends` |"_s;
        QTest::newRow("good") << good << QString();
        QTest::newRow("another name")
            << u"| `other` | `send` | | | `tst_a::sends` |"_s << u"does not mention send"_s;
        QTest::newRow("not declared")
            << u"| `send` | `push` | | | `tst_a::sends` |"_s << u"push is declared nowhere"_s;
        QTest::newRow("declared in a comment only")
            << u"| `send` | `remark` | | | `tst_a::sends` |"_s << u"remark is declared nowhere"_s;
        QTest::newRow("no test") << u"| `send` | `send` | | | |"_s << u"names no test"_s;
        QTest::newRow("no such slot")
            << u"| `send` | `send` | | | `tst_a::flies` |"_s << u"there is no test tst_a::flies"_s;
        QTest::newRow("no such file")
            << u"| `send` | `send` | | | `tst_b::sends` |"_s << u"there is no test tst_b::sends"_s;
        QTest::newRow("dead") << u"| `send` | dead | | nobody does | |"_s << QString();
    }
    void brokenRowsAreCaught()
    {
        QFETCH(const QString, row);
        QFETCH(const QString, complaint);
        const SourceTree tree{
            {u"doc.md"_s, row + u'\n'},
            {u"lib/core/sender.h"_s, u"class Sender { void send(); }; // remark\n"_s},
            {u"tests/core/tst_a.cpp"_s, u"void TestA::sends() { }\n"_s},
        };
        const QStringList found = checkReference(tree, u"doc.md"_s, {u"send"_s});
        QCOMPARE(found.size(), complaint.isEmpty() ? 0 : 1);
        if (!found.isEmpty())
            QVERIFY2(found.constFirst().contains(complaint), qPrintable(found.constFirst()));
    }
};

QTEST_APPLESS_MAIN(ReferenceTest)
#include "tst_reference.moc"
