// SPDX-License-Identifier: MIT
// Gantry as its users get it: installs this build beside nothing of ours, builds a
// project outside the tree against it in each way that is promised, and has its two
// programs talk to each other.
#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

struct Outcome
{
    bool succeeded = false;
    QString output; //!< what it printed, to both streams
};

constexpr int BuildTimeoutMs = 10 * 60 * 1000;
constexpr int ProgramTimeoutMs = 40 * 1000;

Outcome run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(BuildTimeoutMs);
    const bool succeeded = ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    const QString output = QString::fromUtf8(process.readAll());
    return {succeeded, program + u' ' + arguments.join(u' ') + u'\n' + output + process.errorString()};
}

Outcome cmake(const QStringList &arguments)
{
    return run(QStringLiteral(GANTRY_CMAKE), arguments);
}

} // namespace

#define VERIFY_OUTCOME(outcome)                                                                              \
    do {                                                                                                     \
        const Outcome result = (outcome);                                                                    \
        QVERIFY2(result.succeeded, qPrintable(result.output));                                               \
    } while (false)

class ConsumerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        for (const QString &component : {u"Runtime"_s, u"Development"_s})
            VERIFY_OUTCOME(cmake({u"--install"_s, QStringLiteral(GANTRY_BUILD_DIR), u"--prefix"_s, prefix(),
                                  u"--component"_s, component}));
    }

    void everyPromisedNameIsInstalled_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"ConnectWS", "ListenWS", "WebSocketAdapterFactory", "WebSocketAdapterProtocol",
              "WebSocketClientFactory", "WebSocketClientProtocol", "WebSocketConnector", "WebSocketListener",
              "WebSocketServerFactory", "WebSocketServerProtocol", "websocket/listenws.h",
              "core/closecode.h"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void everyPromisedNameIsInstalled()
    {
        QFETCH(QString, name);
        QVERIFY(QFile::exists(prefix() + u"/include/Gantry/"_s + name));
    }

    void noInstalledFileLeadsBackToTheSources()
    {
        QDirIterator files(prefix() + u"/include"_s, QDir::Files, QDirIterator::Subdirectories);
        int seen = 0;
        for (; files.hasNext(); ++seen) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(GANTRY_SOURCE_DIR), qPrintable(file.fileName()));
        }
        QVERIFY(seen > 0);
    }

    void findPackageBuildsPrograms()
    {
        VERIFY_OUTCOME(configure(u"installed"_s));
        VERIFY_OUTCOME(build(u"installed"_s, {u"echo"_s, u"hello"_s}));
        programsTalk(u"installed"_s);
    }

    void findPackageBuildsAProgramWithWamp()
    {
#ifdef GANTRY_HAS_WAMP
        VERIFY_OUTCOME(configure(u"wamp"_s, {u"-DGANTRY_COMPONENTS=Wamp"_s}));
        VERIFY_OUTCOME(build(u"wamp"_s, {u"wamp"_s}));
        VERIFY_OUTCOME(run(m_folder.filePath(u"wamp/wamp"_s), {}));
#else
        QSKIP("this build has no WAMP");
#endif
    }

    void everyInstalledHeaderCompilesAlone()
    {
        VERIFY_OUTCOME(configure(u"installed"_s));
        VERIFY_OUTCOME(build(u"installed"_s, {u"headers"_s}));
    }

    void addSubdirectoryBuildsPrograms()
    {
        VERIFY_OUTCOME(
            configure(u"parent"_s, {u"-DGANTRY_SOURCE_DIR="_s + QStringLiteral(GANTRY_SOURCE_DIR)}));
        VERIFY_OUTCOME(build(u"parent"_s, {u"echo"_s, u"hello"_s}));
        programsTalk(u"parent"_s);
    }

    void pkgConfigBuildsAProgram()
    {
        const QString pkgConfig = QStandardPaths::findExecutable(u"pkg-config"_s);
        if (pkgConfig.isEmpty())
            QSKIP("pkg-config is not installed");
        const QString folder = prefix() + u'/' + QStringLiteral(GANTRY_LIBDIR) + u"/pkgconfig"_s;
        const QString shell = u"c++ -std=c++20 -fPIC %1 '%2/project/hello.cpp' -o '%3/hello' "
                              "$(PKG_CONFIG_PATH='%4' pkg-config --cflags --libs gantry-websocket)"_s;
        VERIFY_OUTCOME(run(u"/bin/sh"_s,
                           {u"-c"_s,
                            shell.arg(QStringLiteral(GANTRY_CXX_FLAGS), QStringLiteral(GANTRY_CONSUMER_DIR),
                                      m_folder.path(), folder)}));
    }

    void whatThePackageHasNotIsRefused_data()
    {
        QTest::addColumn<QString>("argument");
        QTest::addColumn<QString>("message");
        QTest::newRow("component") << u"-DGANTRY_COMPONENTS=WebSocket;Teleport"_s << u"Teleport"_s;
        QTest::newRow("version") << u"-DGANTRY_VERSION=99"_s << u"99"_s;
    }
    void whatThePackageHasNotIsRefused()
    {
        QFETCH(QString, argument);
        QFETCH(QString, message);
        const Outcome outcome = configure(u"refused"_s, {argument});
        QVERIFY(!outcome.succeeded);
        QVERIFY2(outcome.output.contains(message), qPrintable(outcome.output));
    }

private:
    QString prefix() const { return m_folder.filePath(u"prefix"_s); }

    Outcome configure(const QString &folder, const QStringList &arguments = {})
    {
        return cmake(QStringList{u"-S"_s, QStringLiteral(GANTRY_CONSUMER_DIR "/project"), u"-B"_s,
                                 m_folder.filePath(folder), u"-G"_s, QStringLiteral(GANTRY_GENERATOR),
                                 u"-DCMAKE_BUILD_TYPE=None"_s, u"-DCMAKE_PREFIX_PATH="_s + prefix(),
                                 u"-DCMAKE_CXX_COMPILER_LAUNCHER="_s + QStringLiteral(GANTRY_LAUNCHER),
                                 u"-DCMAKE_CXX_FLAGS="_s + QStringLiteral(GANTRY_CXX_FLAGS)}
                     + arguments);
    }

    Outcome build(const QString &folder, const QStringList &targets)
    {
        return cmake(
            QStringList{u"--build"_s, m_folder.filePath(folder), u"--parallel"_s, u"2"_s, u"--target"_s}
            + targets);
    }

    //! echo | hello: the server's address is what it prints.
    void programsTalk(const QString &folder)
    {
        QProcess echo;
        QProcess hello;
        echo.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        hello.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        echo.setStandardOutputProcess(&hello);
        echo.start(m_folder.filePath(folder + u"/echo"_s), QStringList());
        hello.start(m_folder.filePath(folder + u"/hello"_s), QStringList());
        QVERIFY(hello.waitForFinished(ProgramTimeoutMs));
        QCOMPARE(hello.exitCode(), 0);
        QVERIFY(echo.waitForFinished(ProgramTimeoutMs));
        QCOMPARE(echo.exitCode(), 0);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ConsumerTest)
#include "tst_consumer.moc"
