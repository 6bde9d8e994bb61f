// SPDX-License-Identifier: GPL-3.0-only
// What the desktop is told about the program, by the tools that read it; those that are
// missing here are skipped.
#include "program/arguments.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

QString pathOf(const QString &name)
{
    return QStringLiteral(GANTRY_DESKTOP_FOLDER) + u'/' + name;
}

QString contentsOf(const QString &name)
{
    QFile file(pathOf(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> matchesIn(const QString &text, const QString &pattern)
{
    QSet<QString> found;
    auto match = QRegularExpression(pattern, QRegularExpression::MultilineOption).globalMatch(text);
    while (match.hasNext())
        found.insert(match.next().captured(1));
    return found;
}

} // namespace

class TestDesktopFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manPageHasTheOptionsOfHelpAndNoOthers()
    {
        const ArgumentsResult result = parseArguments({u"gantry-inspector"_s, u"--help"_s});
        const QString help = std::get<ArgumentsAnswer>(result).text;
        const QSet<QString> options = matchesIn(help, u"^  (?:-\\w, )?(--[a-z-]+)"_s);
        QVERIFY(options.size() > 25);
        QString page = contentsOf(u"gantry-inspector.1"_s);
        page.replace(u"\\-"_s, u"-"_s);
        // The lines that head an entry.
        const QSet<QString> described = matchesIn(page, u"^\\.TP\\n\\.B[IR]? (?:-\\w \", \" )?(--[a-z-]+)"_s);
        QCOMPARE(described - options, QSet<QString>());
        QCOMPARE(options - described, QSet<QString>());
        const QSet<QString> mentioned = matchesIn(page, u"(--[a-z][a-z-]*)"_s);
        QCOMPARE(mentioned - options, QSet<QString>());
    }

    void toolsFindNothingWrong_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("desktop entry")
            << u"desktop-file-validate"_s << QStringList{pathOf(u"org.gantry.Inspector.desktop"_s)};
        QTest::newRow("metainfo") << u"appstreamcli"_s
                                  << QStringList{u"validate"_s, u"--no-net"_s,
                                                 pathOf(u"org.gantry.Inspector.metainfo.xml"_s)};
        QTest::newRow("man page") << u"man"_s
                                  << QStringList{u"--warnings"_s, u"-l"_s, u"-P"_s, u"cat"_s,
                                                 pathOf(u"gantry-inspector.1"_s)};
        QTest::newRow("MIME types") << u"xmllint"_s
                                    << QStringList{u"--noout"_s, pathOf(u"gantry-inspector-mime.xml"_s)};
        QTest::newRow("icon") << u"xmllint"_s
                              << QStringList{u"--noout"_s, pathOf(u"org.gantry.Inspector.svg"_s)};
    }

    void toolsFindNothingWrong()
    {
        QFETCH(const QString, tool);
        QFETCH(const QStringList, arguments);
        if (QStandardPaths::findExecutable(tool).isEmpty())
            QSKIP(qPrintable(tool + u" is not installed"_s));
        QProcess process;
        process.start(tool, arguments);
        QVERIFY(process.waitForFinished());
        const QByteArray errors = process.readAllStandardError();
        const QByteArray output = process.readAllStandardOutput() + errors;
        QVERIFY2(process.exitCode() == 0, output.constData());
        QVERIFY2(errors.isEmpty(), errors.constData());
    }

    void typesOfTheEntryAreThoseOfTheMetainfo()
    {
        const QString entry = contentsOf(u"org.gantry.Inspector.desktop"_s);
        const QString types = entry.section(u"MimeType="_s, 1).section(u'\n', 0, 0);
        QVERIFY(!types.isEmpty());
        const QSet<QString> provided =
            matchesIn(contentsOf(u"org.gantry.Inspector.metainfo.xml"_s), u"<mediatype>([^<]+)<"_s);
        for (const QString &type : provided)
            QVERIFY2(types.contains(type + u';'), qPrintable(type));
    }
};

QTEST_GUILESS_MAIN(TestDesktopFiles)
#include "tst_desktopfiles.moc"
