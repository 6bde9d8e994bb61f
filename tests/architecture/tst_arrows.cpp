// SPDX-License-Identifier: MIT
// The arrows between the rooms hold, and the checker that says so catches each kind
// of wrong include.
#include "arrows.h"
#include "typenames.h"
#include "verifynocomplaint.h"

#include <QtTest/QTest>

using namespace Gantry::Architecture;
using namespace Qt::Literals::StringLiterals;

class ArrowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeFollowsAnArrow()
    {
        const SourceTree tree = readSourceTree(QStringLiteral(GANTRY_SOURCE_DIR));
        QVERIFY2(tree.contains(u"lib/core/connection.h"_s), "the sources were not found");
        VERIFY_NO_COMPLAINT(checkArrows(tree));
    }

    void typesHaveNamesOfTheirOwn()
    {
        VERIFY_NO_COMPLAINT(checkTypeNames(readSourceTree(QStringLiteral(GANTRY_SOURCE_DIR))));
    }

    void sameNamesAreCaught_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<bool>("caught");
        const auto row = [](const char *name, const QString &first, const QString &second, bool caught) {
            QTest::newRow(name) << first << second << caught;
        };
        const QString part = u"namespace Gantry {\n\nstruct Part\n{\n};\n\n} // namespace Gantry\n"_s;
        row("twice", part, part, true);
        row("an exported class", part,
            u"namespace Gantry {\nclass GANTRY_EXPORT Part final : public Whole\n{\n};\n} // namespace Gantry\n"_s,
            true);
        row("an enumeration", part,
            u"namespace Gantry {\nenum class Part : quint8 { A };\n} // namespace Gantry\n"_s, true);
        row("declared", part, u"namespace Gantry {\nstruct Part;\n} // namespace Gantry\n"_s, false);
        row("another namespace", part,
            u"namespace Gantry::Wamp {\nstruct Part\n{\n};\n} // namespace Gantry::Wamp\n"_s, false);
        row("nobody else's", part,
            u"namespace Gantry {\nnamespace {\nstruct Part\n{\n};\n} // namespace\n} // namespace Gantry\n"_s,
            false);
        row("behind what is nobody else's", part,
            u"namespace Gantry {\nnamespace {\n} // namespace\nstruct Part\n{\n};\n} // namespace Gantry\n"_s,
            true);
        row("within another", part,
            u"namespace Gantry {\nstruct Whole\n{\n    struct Part\n    {\n    };\n};\n} // namespace Gantry\n"_s,
            false);
    }
    void sameNamesAreCaught()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(bool, caught);
        const SourceTree tree{{u"lib/tap/a.h"_s, first}, {u"lib/wamp/session/b.cpp"_s, second}};
        QCOMPARE(checkTypeNames(tree).size(), caught ? 1 : 0);
        QCOMPARE(checkTypeNames({{u"lib/tap/a.h"_s, first}, {u"examples/b.cpp"_s, second}}), QStringList());
    }

    void arrowsGoOneWayOnly_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *from, const char *to, bool allowed) {
            QTest::addRow("%s -> %s", from, to)
                << QString::fromLatin1(from) << QString::fromLatin1(to) << allowed;
        };
        row("tap", "core", true);
        row("core", "tap", false);
        row("websocket", "core", true);
        row("websocket", "attach", false);
        row("websocket", "wamp/message", false);
        row("websocket/transport", "websocket", false);
        row("websocket/transport", "websocket/basics", true);
        row("websocket/basics", "websocket/transport", false);
        row("attach", "websocket", false);
        row("wrapping", "websocket/transport", true);
        row("wamp/transport", "wrapping", false);
        row("wamp/session", "router", false);
        row("router", "wamp/message", true);
        row("router", "wamp/session", false);
        row("qml", "wamp/session", true);
        row("testing", "websocket/transport", true);
        row("testing", "websocket", false);
        row("inspector/store", "tap", true);
        row("inspector/store", "inspector/models", false);
        row("inspector/decode", "inspector/models", false);
        row("inspector/models", "inspector/decode", true);
        row("inspector/models", "inspector/filter", true);
        row("inspector/export", "inspector/filter", true);
        row("inspector/filter", "tap", true);
        row("inspector/filter", "inspector/store", false);
        row("inspector/filter", "inspector/models", false);
        row("inspector/decode", "inspector/filter", false);
        row("inspector/ui", "inspector/source", true);
        row("inspector/ui", "inspector/capture", false);
        row("inspector/ui", "attach", false);
        row("inspector/capture", "attach", true);
        row("inspector/capture", "inspector/ui", false);
        row("inspector", "inspector/capture", true);
        row("core", "inspector", false);
    }
    void arrowsGoOneWayOnly()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(bool, allowed);
        QCOMPARE(reachableFrom(from).contains(to), allowed);
    }

    void wrongIncludesAreCaught_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: nothing to complain about

        QTest::newRow("downwards") << u"lib/tap/b.cpp"_s << u"#include \"core/a.h\"\n"_s << QString();
        QTest::newRow("downwards, relative")
            << u"lib/tap/b.h"_s << u"#include \"../core/a.h\"\n"_s << QString();
        QTest::newRow("upwards") << u"lib/core/b.cpp"_s << u"\n#include \"tap/a.h\"\n"_s
                                 << u"lib/core/b.cpp:2: core may not include tap"_s;
        QTest::newRow("upwards, relative") << u"lib/core/deep/b.h"_s << u"#include \"../../tap/a.h\"\n"_s
                                           << u"lib/core/deep/b.h:1: core may not include tap"_s;
        QTest::newRow("sideways") << u"lib/websocket/b.cpp"_s << u"#include \"attach/a.h\"\n"_s
                                  << u"lib/websocket/b.cpp:1: websocket may not include attach"_s;
        QTest::newRow("a part includes its whole")
            << u"lib/websocket/transport/b.h"_s << u"#include \"../a.h\"\n"_s
            << u"lib/websocket/transport/b.h:1: websocket/transport may not include websocket"_s;
        QTest::newRow("library includes inspector")
            << u"lib/attach/b.cpp"_s << u"#include \"../../inspector/store/a.h\"\n"_s
            << u"lib/attach/b.cpp:1: attach may not include inspector/store"_s;
        QTest::newRow("window includes capture")
            << u"inspector/ui/b.cpp"_s << u"#include \"capture/a.h\"\n"_s
            << u"inspector/ui/b.cpp:1: inspector/ui may not include inspector/capture"_s;
        QTest::newRow("window includes the source interface")
            << u"inspector/ui/b.cpp"_s << u"#include \"capture/source.h\"\n"_s << QString();
        QTest::newRow("window includes the installed library")
            << u"inspector/ui/b.cpp"_s << u"#include <Gantry/ListenWS>\n"_s
            << u"inspector/ui/b.cpp:1: inspector/ui may not include websocket"_s;
        QTest::newRow("main includes anything")
            << u"inspector/main.cpp"_s << u"#include \"capture/a.h\"\n#include <Gantry/ListenWS>\n"_s
            << QString();
        QTest::newRow("library through its installed name")
            << u"lib/websocket/b.cpp"_s << u"#include <Gantry/ListenWS>\n"_s
            << u"lib/websocket/b.cpp:1: <Gantry/ListenWS>: the library names its own headers by path"_s;
        QTest::newRow("leads nowhere") << u"lib/core/b.cpp"_s << u"#include \"core/gone.h\"\n"_s
                                       << u"lib/core/b.cpp:1: \"core/gone.h\" leads nowhere"_s;
        QTest::newRow("leads into the tests")
            << u"lib/core/b.cpp"_s << u"#include \"support/a.h\"\n"_s
            << u"lib/core/b.cpp:1: \"support/a.h\" leads to tests/support/a.h, which is in no room"_s;
        QTest::newRow("a room that nobody planned")
            << u"lib/attic/b.cpp"_s << u"int i;\n"_s << u"lib/attic/b.cpp:1: is in no room of the plan"_s;
        QTest::newRow("commented out")
            << u"lib/core/b.cpp"_s << u"// #include \"tap/a.h\"\n/*\n#include \"tap/a.h\"\n*/\n"_s
            << QString();
        QTest::newRow("spaced oddly") << u"lib/core/b.cpp"_s << u"  #  include   \"tap/a.h\"\n"_s
                                      << u"lib/core/b.cpp:1: core may not include tap"_s;
        QTest::newRow("made by moc") << u"lib/tap/b.cpp"_s
                                     << u"#include \"moc_b.cpp\"\n#include \"b.moc\"\n"_s << QString();
    }
    void wrongIncludesAreCaught()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        SourceTree tree;
        for (const QString &header :
             {u"lib/core/a.h"_s, u"lib/tap/a.h"_s, u"lib/attach/a.h"_s, u"lib/websocket/a.h"_s,
              u"inspector/store/a.h"_s, u"inspector/capture/a.h"_s, u"inspector/capture/source.h"_s,
              u"tests/support/a.h"_s})
            tree.insert(header, u"#pragma once\n"_s);
        tree.insert(path, text);
        QCOMPARE(checkArrows(tree).join(u'\n'), expected);
    }
};

QTEST_APPLESS_MAIN(ArrowsTest)
#include "tst_arrows.moc"
