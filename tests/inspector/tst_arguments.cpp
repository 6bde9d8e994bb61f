// SPDX-License-Identifier: GPL-3.0-only
#include "program/arguments.h"

#include "capture/authority/authority.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsForwardProxiesAndWhatIsLaunched();
    void needsNoCertificateOnceThereIsAnAuthority();
    void withoutArgumentsTheWindowOpens();
    void readsAHeadlessRun();
    void readsSeveralProxies();
    void readsAttachTargets();
    void readsFilesAndExports();
    void readsAScreenshot();
    void readsExpressions();
    void printsTextWhereNothingElseIsAskedFor_data();
    void printsTextWhereNothingElseIsAskedFor();
    void answersHelpAndVersion();
    void helpNamesEveryOption();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();

private:
    const QTemporaryDir m_home;
};

namespace {

//! Split at blanks; the program's name is put in front.
ArgumentsResult parse(const QString &line)
{
    return parseArguments(QStringList{u"gantry-inspector"_s} + line.split(u' ', Qt::SkipEmptyParts));
}

//! What \a line says; on an error, a message and defaults.
Arguments parsed(const QString &line)
{
    const ArgumentsResult result = parse(line);
    if (const auto *arguments = std::get_if<Arguments>(&result))
        return *arguments;
    if (const auto *error = std::get_if<ArgumentsError>(&result))
        qWarning("%s", qPrintable(error->text));
    return {};
}

} // namespace

void TestArguments::initTestCase()
{
    // No authority of the person who runs this test.
    QVERIFY(m_home.isValid());
    qputenv("XDG_DATA_HOME", m_home.path().toLocal8Bit());
}

void TestArguments::readsForwardProxiesAndWhatIsLaunched()
{
    const Arguments arguments = parsed(
        u"--headless --forward-proxy http://127.0.0.1:0 --forward-proxy=http://[::1]:8899 --ca-dir d"_s);
    QCOMPARE(arguments.forwardProxies.size(), 2);
    QCOMPARE(arguments.forwardProxies.last().address.host, u"::1"_s);
    QCOMPARE(arguments.forwardProxies.last().address.port, 8899);
    QCOMPARE(arguments.tlsFiles.authorityFolder, u"d"_s);
    const ArgumentsResult launch =
        parseArguments({u"gantry-inspector"_s, u"--headless"_s, u"--launch"_s, u"prog \"a b\" c"_s});
    QCOMPARE(std::get<Arguments>(launch).launchCommand, u"prog \"a b\" c"_s);
    QVERIFY(parsed(u"--print-ca"_s).printsAuthority);
}

void TestArguments::needsNoCertificateOnceThereIsAnAuthority()
{
    if (!Authority::isAvailable())
        QSKIP("built without OpenSSL");
    const QTemporaryDir folder;
    const QString line = u"--proxy wss://a:1=ws://b:2 --ca-dir "_s + folder.path();
    QVERIFY(std::holds_alternative<ArgumentsError>(parse(line)));
    QVERIFY(std::holds_alternative<std::unique_ptr<Authority>>(Authority::open(folder.path())));
    QCOMPARE(parsed(line).proxies.size(), 1);
}

void TestArguments::withoutArgumentsTheWindowOpens()
{
    const Arguments arguments = parsed({});
    QCOMPARE(arguments, Arguments{});
    QVERIFY(arguments.needsWindow());
    QVERIFY(!arguments.hasSource());
}

void TestArguments::readsAHeadlessRun()
{
    const Arguments arguments =
        parsed(u"--headless --proxy ws://127.0.0.1:0=wss://b:2/c --ca ca.pem --insecure "
               "--jsonl - --duration 1.5"_s);
    QVERIFY(arguments.isHeadless);
    QVERIFY(!arguments.needsWindow());
    QCOMPARE(arguments.proxies.size(), 1);
    QCOMPARE(arguments.proxies.first().targetUrl, u"wss://b:2/c"_s);
    QCOMPARE(arguments.tlsFiles, (ProxyTlsFiles{.caFile = u"ca.pem"_s, .insecure = true}));
    QCOMPARE(arguments.jsonLinesPath, u"-"_s);
    QVERIFY(!arguments.printsText);
    QCOMPARE(arguments.duration, std::optional<std::chrono::milliseconds>(1500ms));
}

void TestArguments::readsSeveralProxies()
{
    const Arguments arguments = parsed(u"--proxy ws://a:1=ws://b:2 --proxy=wss://a:3=ws://b:4?x=y "
                                       "--proxy wss://a:3=ws://b:4 --cert c --key k"_s);
    QVERIFY(arguments.proxies.isEmpty()); // the second has a query: a mistake anywhere counts
    const Arguments fine = parsed(u"--proxy ws://a:1=ws://b:2 --proxy=wss://a:3=ws://b:4 --cert c --key k"_s);
    QCOMPARE(fine.proxies.size(), 2);
    QCOMPARE(fine.proxies.last().listenUrl, u"wss://a:3"_s);
    QCOMPARE(fine.tlsFiles, (ProxyTlsFiles{.certificateFile = u"c"_s, .keyFile = u"k"_s}));
}

void TestArguments::readsAttachTargets()
{
    QCOMPARE(parsed(u"--attach 4711"_s).attach, (AttachTarget{.all = false, .pid = 4711}));
    QCOMPARE(parsed(u"--headless --attach all"_s).attach, (AttachTarget{.all = true, .pid = 0}));
}

void TestArguments::readsFilesAndExports()
{
    const Arguments arguments = parsed(u"--headless --open a --open b.har --har c --pcapng - "
                                       "--pcapng-mode normalised --redact --redact-path $..token"_s);
    QCOMPARE(arguments.openPaths, (QStringList{u"a"_s, u"b.har"_s}));
    QCOMPARE(arguments.harPath, u"c"_s);
    QCOMPARE(arguments.pcapngPath, u"-"_s);
    QCOMPARE(arguments.pcapngMode, PcapngMode::Normalised);
    QCOMPARE(arguments.redacts, std::optional(true));
    QCOMPARE(arguments.redactedPaths, QByteArrayList{"$..token"});
    QVERIFY(arguments.isRecording());
    QVERIFY(arguments.fillsStandardOutput());
    const Arguments plain = parsed(u"--open a --no-redact"_s);
    QCOMPARE(plain.redacts, std::optional(false));
    QCOMPARE(plain.pcapngMode, PcapngMode::Wire);
    QVERIFY(!plain.isRecording());
}

void TestArguments::readsAScreenshot()
{
    const Arguments arguments = parsed(u"--headless --demo --screenshot a.png --theme dark"_s);
    QCOMPARE(arguments.screenshotPath, u"a.png"_s);
    QCOMPARE(arguments.theme, std::optional<Theme>(Theme::Dark));
    QVERIFY(arguments.needsWindow()); // it is painted, though nobody sees it
    QVERIFY(!parsed(u"--demo"_s).theme);
    QCOMPARE(parsed(u"--store-mib 64"_s).maxStoreBytes, std::optional<qint64>(64LL * 1024 * 1024));
    QVERIFY(!parsed(u"--demo"_s).maxStoreBytes);
}

void TestArguments::readsExpressions()
{
    const Arguments arguments = parsed(u"--headless --demo --filter len>1k --forbid op==close --expect fin "
                                       "--expect hello --junit x.xml"_s);
    QCOMPARE(arguments.filter.canonicalText(), u"len > 1k"_s);
    QCOMPARE(arguments.junitPath, u"x.xml"_s);
    QStringList expressions;
    for (const Expectation &expectation : arguments.expectations)
        expressions.append((expectation.kind == Expectation::Kind::Forbidden ? u"not "_s : QString())
                           + expectation.filter.text());
    QCOMPARE(expressions, (QStringList{u"fin"_s, u"hello"_s, u"not op==close"_s}));
    QVERIFY(parsed(u"--headless --demo"_s).filter.passesAll());
    QVERIFY(parsed(u"--headless --demo --filter="_s).filter.passesAll());
    QVERIFY(!parsed(u"--demo --filter fin"_s).filter.passesAll()); // of what a window writes
}

void TestArguments::printsTextWhereNothingElseIsAskedFor_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("printsText");
    QTest::newRow("the demo without a window") << u"--demo --headless"_s << true;
    QTest::newRow("the demo into a file") << u"--demo --headless --jsonl x"_s << false;
    QTest::newRow("a picture of the demo") << u"--demo --headless --screenshot x"_s << false;
    QTest::newRow("the demo in a window") << u"--demo"_s << false;
    QTest::newRow("a proxy, whose output nobody may read")
        << u"--headless --proxy ws://a:1=ws://b:2"_s << false;
    QTest::newRow("a proxy that was told to") << u"--headless --text --proxy ws://a:1=ws://b:2"_s << true;
}

void TestArguments::printsTextWhereNothingElseIsAskedFor()
{
    QFETCH(QString, line);
    QTEST(parsed(line).printsText, "printsText");
}

void TestArguments::answersHelpAndVersion()
{
    for (const QString &line : {u"--help"_s, u"-h"_s, u"--version"_s, u"--headless --help"_s}) {
        const ArgumentsResult result = parse(line);
        const auto *answer = std::get_if<ArgumentsAnswer>(&result);
        QVERIFY2(answer && answer->text.contains(u"gantry-inspector"_s) && answer->text.endsWith(u'\n'),
                 qPrintable(line));
    }
}

void TestArguments::helpNamesEveryOption()
{
    const ArgumentsResult result = parse(u"--help"_s);
    const QString text = std::get<ArgumentsAnswer>(result).text;
    for (const char *option : {"--headless",
                               "--proxy <LISTEN=TARGET>",
                               "--cert <FILE>",
                               "--key <FILE>",
                               "--ca <FILE>",
                               "--insecure",
                               "--attach <PID|all>",
                               "--filter <EXPR>",
                               "--expect <EXPR>",
                               "--forbid <EXPR>",
                               "--junit <FILE>",
                               "--jsonl <FILE>",
                               "--forward-proxy <LISTEN>",
                               "--launch <CMD>",
                               "--ca-dir <DIR>",
                               "--print-ca",
                               "--open <FILE>",
                               "--har <FILE>",
                               "--pcapng <FILE>",
                               "--pcapng-mode <MODE>",
                               "--redact",
                               "--no-redact",
                               "--redact-path <PATH>",
                               "--duration <S>",
                               "--screenshot <PNG>",
                               "--demo",
                               "--help",
                               "--version",
                               "Exit status"})
        QVERIFY2(text.contains(QLatin1StringView(option)), option);
}

void TestArguments::refusesWhatIsWrong_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part"); // of the message: what it is about
    QTest::newRow("unknown option") << u"--frobnicate"_s << u"frobnicate"_s;
    QTest::newRow("missing value") << u"--headless --proxy"_s << u"proxy"_s;
    QTest::newRow("URL as a file") << u"ws://a"_s << u"ws://a"_s;
    QTest::newRow("malformed route") << u"--proxy ws://a:1"_s << u"LISTEN=TARGET"_s;
    QTest::newRow("malformed URL") << u"--proxy ws://a:1=ws://b:99999"_s << u"99999"_s;
    QTest::newRow("wss listener without certificate") << u"--proxy wss://a:1=ws://b:2"_s << u"--cert"_s;
    QTest::newRow("certificate without key") << u"--proxy wss://a:1=ws://b:2 --cert c"_s << u"--key"_s;
    QTest::newRow("headless without source") << u"--headless --jsonl -"_s << u"--proxy"_s;
    QTest::newRow("a forward proxy over TLS") << u"--forward-proxy https://a:1"_s << u"http://HOST:PORT"_s;
    QTest::newRow("a forward proxy without port") << u"--forward-proxy http://a"_s << u"http://HOST:PORT"_s;
    QTest::newRow("a forward proxy with a path") << u"--forward-proxy http://a:1/b"_s << u"path"_s;
    QTest::newRow("a forward proxy for nobody") << u"--forward-proxy a:1"_s << u"'a:1'"_s;
    QTest::newRow("nothing to launch") << u"--launch="_s << u"--launch"_s;
    QTest::newRow("two to launch") << u"--launch a --launch b"_s << u"one program"_s;
    QTest::newRow("attach to nonsense") << u"--attach me"_s << u"'me'"_s;
    QTest::newRow("attach to nobody") << u"--attach 0"_s << u"'0'"_s;
    QTest::newRow("no number of seconds") << u"--demo --duration soon"_s << u"soon"_s;
    QTest::newRow("no time at all") << u"--demo --duration 0"_s << u"'0'"_s;
    QTest::newRow("negative time") << u"--demo --duration=-1"_s << u"-1"_s;
    QTest::newRow("endless time") << u"--demo --duration inf"_s << u"inf"_s;
    QTest::newRow("no number either") << u"--demo --duration nan"_s << u"nan"_s;
    QTest::newRow("store, no number") << u"--store-mib much"_s << u"much"_s;
    QTest::newRow("store, nothing") << u"--store-mib 0"_s << u"--store-mib"_s;
    QTest::newRow("store, too much") << u"--store-mib 99999999999"_s << u"--store-mib"_s;
    QTest::newRow("unknown theme") << u"--theme pink"_s << u"pink"_s;
    QTest::newRow("empty file name") << u"--demo --jsonl="_s << u"--jsonl"_s;
    QTest::newRow("expecting something in a window") << u"--demo --expect fin"_s << u"--headless"_s;
    QTest::newRow("report on nothing") << u"--headless --demo --junit x"_s << u"--expect"_s;
    QTest::newRow("report nowhere") << u"--headless --demo --expect fin --junit="_s << u"--junit"_s;
    QTest::newRow("forbidding nothing") << u"--headless --demo --forbid="_s << u"--forbid"_s;
    QTest::newRow("two writers of one stream") << u"--headless --demo --text --jsonl -"_s << u"--text"_s;
    QTest::newRow("two files in one stream") << u"--demo --har - --jsonl -"_s << u"standard output"_s;
    QTest::newRow("no file to open") << u"--open="_s << u"--open"_s;
    QTest::newRow("unknown mode") << u"--demo --pcapng x --pcapng-mode raw"_s << u"'raw'"_s;
    QTest::newRow("both ways") << u"--demo --redact --no-redact"_s << u"--no-redact"_s;
    QTest::newRow("no path") << u"--demo --redact-path $["_s << u"'$['"_s;
}

void TestArguments::refusesWhatIsWrong()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    const ArgumentsResult result = parse(line);
    const auto *error = std::get_if<ArgumentsError>(&result);
    QVERIFY(error);
    QVERIFY2(error->text.contains(part), qPrintable(error->text));
    QVERIFY(!error->text.contains(u'\n'));
}

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
