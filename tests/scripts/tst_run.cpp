// SPDX-License-Identifier: MIT
// ./run: which arguments reach the inspector, with a display and without, and a machine
// that is no Debian. The tree is a copy in which ninja builds nothing and the inspector
// prints what it was given; of the machine's programs it sees those that are listed.
#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

//! A checkout that was configured and built before.
class Tree
{
public:
    Tree()
    {
        const QDir source(QStringLiteral(GANTRY_SOURCE_DIR));
        for (const QString &folder : {u".ci"_s, u"build/bin"_s, u"path"_s})
            QDir(m_folder.path()).mkpath(folder);
        for (const QString &script : {u"run"_s, u".ci/tools.sh"_s})
            QFile::copy(source.filePath(script), at(script));
        write(u"build/build.ninja"_s, {});
        write(u"build/bin/gantry-inspector"_s, "#!/bin/sh\necho \"$*\"\n");
        for (const QString &tool : {u"sh"_s, u"dirname"_s, u"uname"_s, u"getconf"_s})
            QFile::link(QStandardPaths::findExecutable(tool), at(u"path/"_s + tool));
        for (const QString &tool : {u"ninja"_s, u"c++"_s, u"cmake"_s, u"pkg-config"_s})
            write(u"path/"_s + tool, "#!/bin/sh\n");
    }

    //! A Debian, all of whose packages are there.
    void installPackages() { write(u"path/dpkg-query"_s, "#!/bin/sh\nprintf installed\n"); }

    void removeTool(const QString &tool) { QFile::remove(at(u"path/"_s + tool)); }

    //! Runs ./run to its end.
    void run(const QStringList &arguments, const QString &display)
    {
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, at(u"path"_s));
        if (!display.isEmpty())
            environment.insert(u"DISPLAY"_s, display);
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(at(u"path/sh"_s), QStringList{at(u"run"_s)} + arguments);
        status = process.waitForFinished() ? process.exitCode() : -1;
        output = QString::fromUtf8(process.readAllStandardOutput());
        errors = process.readAllStandardError();
    }

    int status = -1;
    QString output;
    QByteArray errors;

private:
    QString at(const QString &name) const { return m_folder.filePath(name); }

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(at(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    QTemporaryDir m_folder;
};

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void demoIsForThoseWhoNameNoSource_data();
    void demoIsForThoseWhoNameNoSource();
    void missingPackagesOfAnotherSystemAreLeftToCMake();
};

void TestRun::demoIsForThoseWhoNameNoSource_data()
{
    QTest::addColumn<QStringList>("given");
    QTest::addColumn<QString>("withDisplay");
    QTest::addColumn<QString>("without");
    const auto row = [](const QStringList &given, const QString &withDisplay, const QString &without) {
        QTest::newRow(given.isEmpty() ? "nothing" : qPrintable(given.join(u' ')))
            << given << withDisplay << without;
    };
    row({}, u"--demo"_s, u"--demo --headless --duration 10"_s);
    row({u"--theme"_s, u"dark"_s}, u"--demo --theme dark"_s,
        u"--demo --headless --duration 10 --theme dark"_s);
    const QString route = u"ws://a:1=ws://b:2"_s;
    row({u"--proxy"_s, route}, u"--proxy "_s + route, u"--headless --text --proxy "_s + route);
    row({u"--proxy="_s + route}, u"--proxy="_s + route, u"--headless --text --proxy="_s + route);
    row({u"--theme"_s, u"dark"_s, u"--attach"_s, u"all"_s}, u"--theme dark --attach all"_s,
        u"--headless --text --theme dark --attach all"_s);
    row({u"--open"_s, u"a b"_s}, u"--open a b"_s, u"--headless --text --open a b"_s);
    row({u"--demo"_s}, u"--demo"_s, u"--headless --text --demo"_s);
    row({u"--attach"_s, u"all"_s, u"--jsonl"_s, u"-"_s}, u"--attach all --jsonl -"_s,
        u"--headless --attach all --jsonl -"_s);
}

void TestRun::demoIsForThoseWhoNameNoSource()
{
    QFETCH(QStringList, given);
    QFETCH(QString, withDisplay);
    QFETCH(QString, without);
    Tree tree;
    tree.installPackages();
    tree.run(given, u":0"_s);
    QCOMPARE(tree.output, withDisplay + u'\n');
    QCOMPARE(tree.errors, QByteArray());
    QCOMPARE(tree.status, 0);
    tree.run(given, {});
    QCOMPARE(tree.output, without + u'\n');
    QVERIFY2(tree.errors.contains("no display"), tree.errors.constData());
    QCOMPARE(tree.status, 0);
}

void TestRun::missingPackagesOfAnotherSystemAreLeftToCMake()
{
    Tree tree; // has no dpkg-query
    tree.run({}, u":0"_s);
    QCOMPARE(tree.errors, QByteArray());
    QCOMPARE(tree.status, 0);
    tree.removeTool(u"pkg-config"_s);
    tree.run({}, u":0"_s);
    QVERIFY2(tree.errors.contains("pkg-config") && !tree.errors.contains("installing"),
             tree.errors.constData());
    QCOMPARE(tree.output, u"--demo\n"_s);
    QCOMPARE(tree.status, 0);
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
