// SPDX-License-Identifier: MIT
// Licence lines, lengths, leftovers and paths of somebody's machine, in every file of
// the project; and each checker catches what it is for.
#include "housekeeping.h"
#include "verifynocomplaint.h"

#include <QtTest/QTest>

using namespace Gantry::Architecture;
using namespace Qt::Literals::StringLiterals;

class HousekeepingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_tree = readSourceTree(QStringLiteral(GANTRY_SOURCE_DIR)); }

    void everySourceHasItsLicenceLine() { VERIFY_NO_COMPLAINT(checkLicenceLines(m_tree)); }
    void noSourceIsTooLong() { VERIFY_NO_COMPLAINT(checkLengths(m_tree)); }
    void noFileNamesAMachine() { VERIFY_NO_COMPLAINT(checkMachinePaths(m_tree)); }
    void nothingIsLeftUnfinished() { VERIFY_NO_COMPLAINT(checkLeftovers(m_tree)); }

    void licenceLinesAreChecked_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("caught");
        const QString mit = u"// SPDX-License-Identifier: MIT\n"_s;
        const QString gpl = u"// SPDX-License-Identifier: GPL-3.0-only\n"_s;
        QTest::newRow("library, MIT") << u"lib/core/a.h"_s << mit << false;
        QTest::newRow("library, none") << u"lib/core/a.h"_s << u"#pragma once\n"_s << true;
        QTest::newRow("library, GPL") << u"lib/core/a.h"_s << gpl << true;
        QTest::newRow("inspector, GPL") << u"inspector/ui/a.cpp"_s << gpl << false;
        QTest::newRow("inspector, MIT") << u"inspector/ui/a.cpp"_s << mit << true;
        QTest::newRow("inspector's test, GPL") << u"tests/inspector/tst_a.cpp"_s << gpl << false;
        QTest::newRow("another test, GPL") << u"tests/core/tst_a.cpp"_s << gpl << true;
        QTest::newRow("not at the top") << u"lib/core/a.h"_s << u"#pragma once\n"_s + mit << true;
        QTest::newRow("script, second line")
            << u"tests/peer.py"_s << u"#!/usr/bin/python3\n# SPDX-License-Identifier: MIT\n"_s << false;
        QTest::newRow("CMake") << u"lib/CMakeLists.txt"_s << u"add_subdirectory(core)\n"_s << true;
        QTest::newRow("prose needs none") << u"README.md"_s << u"# Gantry\n"_s << false;
    }
    void licenceLinesAreChecked()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(bool, caught);
        QCOMPARE(checkLicenceLines({{path, text}}).size(), caught ? 1 : 0);
    }

    void fourHundredLinesAreTheLimit()
    {
        QCOMPARE(checkLengths({{u"lib/core/a.cpp"_s, QString(400, u'\n')}}), QStringList());
        QCOMPARE(checkLengths({{u"lib/core/a.cpp"_s, QString(401, u'\n')}}).size(), 1);
        QCOMPARE(checkLengths({{u"LICENSES/GPL-3.0-only.txt"_s, QString(700, u'\n')}}), QStringList());
    }

    void machinePathsAreCaught_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("caught");
        QTest::newRow("a home") << u"see /"_s + u"home/ada/gantry"_s << true;
        QTest::newRow("root's home") << u"\"/"_s + u"root/x\""_s << true;
        QTest::newRow("a checkout") << u"cd /"_s + u"work/main"_s << true;
        QTest::newRow("an address") << u"http://example.com/"_s + u"home/"_s << false;
        QTest::newRow("a folder of the project") << u"tests/"_s + u"work/a"_s << false;
        QTest::newRow("a system's file") << u"/usr/bin/python3"_s << false;
    }
    void machinePathsAreCaught()
    {
        QFETCH(QString, line);
        QFETCH(bool, caught);
        QCOMPARE(checkMachinePaths({{u"README.md"_s, line}}).size(), caught ? 1 : 0);
    }

    void leftoversAreCaught()
    {
        QCOMPARE(checkLeftovers({{u"lib/core/a.cpp"_s, u"// TO"_s + u"DO: more\n"_s}}),
                 QStringList{u"lib/core/a.cpp:1: unfinished: TO"_s + u"DO"_s});
        QCOMPARE(checkLeftovers({{u"lib/core/a.cpp"_s, u"int todo;\n"_s}}), QStringList());
    }

private:
    SourceTree m_tree;
};

QTEST_APPLESS_MAIN(HousekeepingTest)
#include "tst_housekeeping.moc"
