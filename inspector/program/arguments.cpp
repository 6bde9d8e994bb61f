// SPDX-License-Identifier: GPL-3.0-only
#include "program/arguments.h"

#include "capture/authority/authority.h"
#include "export/redactionpath.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QProcess>

#include <cmath>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A duration has to fit a QTimer: some 24 days.
constexpr double MaxDurationSeconds = 2'000'000;

//! 16 TiB: more than a disk of today has, and far from any overflow.
constexpr qint64 MaxStoreMebibytes = 16 * 1024 * 1024;

QList<QCommandLineOption> options()
{
    return {
        {u"headless"_s, u"Run without a window; no display is needed."_s},
        {u"proxy"_s,
         u"Listen on LISTEN and relay to TARGET, both ws or wss URLs (TARGET may also be ws+unix:/path). "
         "Port 0 listens on any free port. The path and query of a client are appended to TARGET's path. "
         "May be repeated."_s,
         u"LISTEN=TARGET"_s},
        {u"forward-proxy"_s,
         u"Listen on LISTEN, an http://HOST:PORT, as the HTTP proxy of browsers and programs, and show their "
         "WebSocket connections; everything else passes. For wss, clients have to trust the inspector's "
         "own authority, see --print-ca. May be repeated."_s,
         u"LISTEN"_s},
        {u"launch"_s,
         u"Start a program with its tap switched on, and behind the first --forward-proxy if there is one; "
         "watch it. CMD is one argument, the program and its arguments, quoted where needed. Without a "
         "window the run ends with the program."_s,
         u"CMD"_s},
        {u"ca-dir"_s,
         u"Where the inspector's own authority is kept, and made on first use; otherwise "
         "gantry-inspector/ca in the user's data folder."_s,
         u"DIR"_s},
        {u"print-ca"_s,
         u"Print the file of that authority's certificate, which browsers and programs have to trust; make "
         "it if there is none."_s},
        {u"cert"_s,
         u"Certificate with its chain, in PEM, for wss listeners. Without it the inspector's own authority "
         "signs one, once it has been made."_s,
         u"FILE"_s},
        {u"key"_s, u"Private key of --cert in PEM, RSA or EC."_s, u"FILE"_s},
        {u"ca"_s, u"Certificates in PEM that wss targets are verified with, instead of the system's."_s,
         u"FILE"_s},
        {u"insecure"_s, u"Do not verify wss targets."_s},
        {u"attach"_s,
         u"Watch the process PID, which was started with GANTRY_INSPECT=1, or all such processes, also "
         "those that start later."_s,
         u"PID|all"_s},
        {u"filter"_s,
         u"Write the records that EXPR matches, and no others: dir==send && text contains \"sensor-42\" && "
         "len>1k. lib/doc/filter.md describes the language."_s,
         u"EXPR"_s},
        {u"expect"_s,
         u"Exit with 1 unless a record that EXPR matches was seen. May be repeated, as --forbid may."_s,
         u"EXPR"_s},
        {u"forbid"_s, u"Exit with 1 if a record that EXPR matches was seen."_s, u"EXPR"_s},
        {u"junit"_s, u"Write what came of --expect and --forbid to FILE, as JUnit XML."_s, u"FILE"_s},
        {u"jsonl"_s,
         u"Write each frame as a line of JSON to FILE; '-' is standard output, and the listeners are then "
         "named on standard error."_s,
         u"FILE"_s},
        {u"open"_s,
         u"Read FILE: JSON lines, HAR, pcapng or pcap, told apart by what is in it. May be repeated. "
         "Without a window the program ends when all is read and written."_s,
         u"FILE"_s},
        {u"har"_s, u"Write a HAR file, which is whole when the program has ended."_s, u"FILE"_s},
        {u"pcapng"_s, u"Write packets that Wireshark dissects, those of wss decrypted."_s, u"FILE"_s},
        {u"pcapng-mode"_s,
         u"wire (the default): frames as they were; normalised: each message as one frame that is not "
         "compressed."_s,
         u"MODE"_s},
        {u"redact"_s,
         u"Take credentials out of all that is written: of handshakes, queries, WAMP logins. --har and "
         "--pcapng do so by themselves, --jsonl does not."_s},
        {u"no-redact"_s, u"Write everything as it was."_s},
        {u"redact-path"_s,
         u"Take out the values at PATH in JSON text, too, '$.user.password' or '$..token'. May be "
         "repeated."_s,
         u"PATH"_s},
        {u"text"_s,
         u"With --headless: print each frame as a line for people. --demo does so by itself unless "
         "--jsonl or --screenshot is given."_s},
        {u"demo"_s, u"Start with the built-in demo."_s},
        {u"duration"_s, u"End after S seconds."_s, u"S"_s},
        {u"screenshot"_s,
         u"Save a picture of the window, which is not shown, and end: after --duration, otherwise after "
         "2 s."_s,
         u"PNG"_s},
        {u"store-mib"_s,
         u"Keep the window's capture below N MiB of disk, 4096 unless told otherwise; then the oldest "
         "records go, and the window says how many."_s,
         u"N"_s},
        {u"theme"_s, u"Colours of the window: light, dark or system."_s, u"NAME"_s},
        {{u"h"_s, u"help"_s}, u"Explain the options."_s},
        {{u"v"_s, u"version"_s}, u"Print the version."_s},
    };
}

//! Reads option after option; the first complaint is the one that is told.
class ArgumentReader
{
public:
    explicit ArgumentReader(const QCommandLineParser &parser)
        : m_parser(parser)
    { }

    Arguments arguments;
    QString complaint;

    void read()
    {
        arguments.isHeadless = m_parser.isSet(u"headless"_s);
        arguments.isDemo = m_parser.isSet(u"demo"_s);
        arguments.junitPath = pathOf(u"junit"_s);
        arguments.jsonLinesPath = pathOf(u"jsonl"_s);
        readFiles();
        readRedaction();
        arguments.screenshotPath = pathOf(u"screenshot"_s);
        arguments.printsText = m_parser.isSet(u"text"_s)
            || (arguments.isHeadless && arguments.isDemo && !arguments.isRecording()
                && arguments.screenshotPath.isEmpty());
        readProxies();
        readForwardProxies();
        readLaunch();
        readTlsFiles();
        readAttach();
        readDuration();
        readStoreBound();
        readTheme();
        readFilters();
        checkCombination();
    }

private:
    void complain(const QString &text)
    {
        if (complaint.isEmpty())
            complaint = text;
    }

    //! An empty file name is a slip of the shell, not a choice.
    QString pathOf(const QString &option)
    {
        const QString path = m_parser.value(option);
        if (path.isEmpty() && m_parser.isSet(option))
            complain(u"--%1 needs a file name"_s.arg(option));
        return path;
    }

    void readFiles()
    {
        arguments.openPaths = m_parser.values(u"open"_s) + m_parser.positionalArguments();
        if (arguments.openPaths.contains(QString()))
            complain(u"--open needs a file name"_s);
        const QStringList files = m_parser.positionalArguments();
        for (const QString &file : files) {
            if (file.contains("://"_L1))
                complain(u"unexpected argument '%1': it is no file"_s.arg(file));
        }
        arguments.harPath = pathOf(u"har"_s);
        arguments.pcapngPath = pathOf(u"pcapng"_s);
        const QString mode = m_parser.value(u"pcapng-mode"_s);
        if (mode == "normalised"_L1)
            arguments.pcapngMode = PcapngMode::Normalised;
        else if (m_parser.isSet(u"pcapng-mode"_s) && mode != "wire"_L1)
            complain(u"--pcapng-mode: '%1' is neither wire nor normalised"_s.arg(mode));
    }

    void readRedaction()
    {
        const bool redacts = m_parser.isSet(u"redact"_s);
        if (redacts && m_parser.isSet(u"no-redact"_s))
            complain(u"--redact and --no-redact exclude each other"_s);
        if (redacts || m_parser.isSet(u"no-redact"_s))
            arguments.redacts = redacts;
        const QStringList paths = m_parser.values(u"redact-path"_s);
        for (const QString &path : paths) {
            arguments.redactedPaths.append(path.toUtf8());
            if (!RedactionPath::parse(arguments.redactedPaths.last()))
                complain(u"--redact-path: '%1' is no path like $.user.password"_s.arg(path));
        }
    }

    void readProxies()
    {
        const QStringList values = m_parser.values(u"proxy"_s);
        for (const QString &value : values) {
            const ProxyRouteResult route = parseProxyRoute(value);
            if (const auto *error = std::get_if<QString>(&route))
                complain(u"--proxy: "_s + *error);
            else
                arguments.proxies.append(std::get<ProxyRoute>(route));
        }
    }

    void readForwardProxies()
    {
        const QStringList values = m_parser.values(u"forward-proxy"_s);
        for (const QString &value : values) {
            const auto listen = parseForwardListen(value);
            if (const auto *error = std::get_if<QString>(&listen))
                complain(u"--forward-proxy: "_s + *error);
            else
                arguments.forwardProxies.append(std::get<ForwardListen>(listen));
        }
    }

    void readLaunch()
    {
        const QStringList values = m_parser.values(u"launch"_s);
        if (values.isEmpty())
            return;
        arguments.launchCommand = values.last();
        if (values.size() > 1)
            complain(u"--launch: one program can be started"_s);
        if (QProcess::splitCommand(arguments.launchCommand).value(0).isEmpty())
            complain(u"--launch needs a program"_s);
    }

    void readTlsFiles()
    {
        ProxyTlsFiles &files = arguments.tlsFiles;
        files.certificateFile = pathOf(u"cert"_s);
        files.keyFile = pathOf(u"key"_s);
        files.caFile = pathOf(u"ca"_s);
        files.insecure = m_parser.isSet(u"insecure"_s);
        files.authorityFolder = pathOf(u"ca-dir"_s);
        arguments.printsAuthority = m_parser.isSet(u"print-ca"_s);
        const bool isComplete = !files.certificateFile.isEmpty() && !files.keyFile.isEmpty();
        if (files.certificateFile.isEmpty() != files.keyFile.isEmpty())
            complain(u"--cert and --key belong together"_s);
        for (const ProxyRoute &route : std::as_const(arguments.proxies)) {
            if (route.listen.isSecure && !isComplete && !Authority::exists(authorityFolder(files)))
                complain(
                    u"--proxy: '%1' needs --cert and --key, or an authority of the inspector's own, which "
                    "--print-ca makes"_s.arg(route.listenUrl));
        }
    }

    void readAttach()
    {
        if (!m_parser.isSet(u"attach"_s))
            return;
        const QString value = m_parser.value(u"attach"_s);
        bool isNumber = false;
        const qint64 pid = value.toLongLong(&isNumber);
        if (value == "all"_L1)
            arguments.attach = AttachTarget{.all = true};
        else if (isNumber && pid > 0)
            arguments.attach = AttachTarget{.pid = pid};
        else
            complain(u"--attach: '%1' is neither a process number nor 'all'"_s.arg(value));
    }

    void readDuration()
    {
        if (!m_parser.isSet(u"duration"_s))
            return;
        bool isNumber = false;
        const double seconds = m_parser.value(u"duration"_s).toDouble(&isNumber);
        if (isNumber && seconds > 0 && seconds <= MaxDurationSeconds)
            arguments.duration = std::chrono::milliseconds(std::llround(std::ceil(seconds * 1000)));
        else
            complain(u"--duration: '%1' is not a number of seconds"_s.arg(m_parser.value(u"duration"_s)));
    }

    void readStoreBound()
    {
        if (!m_parser.isSet(u"store-mib"_s))
            return;
        bool isNumber = false;
        const qint64 mebibytes = m_parser.value(u"store-mib"_s).toLongLong(&isNumber);
        if (isNumber && mebibytes > 0 && mebibytes <= MaxStoreMebibytes)
            arguments.maxStoreBytes = mebibytes * 1024 * 1024;
        else
            complain(u"--store-mib: '%1' is not a number of MiB from 1 to %2"_s.arg(
                m_parser.value(u"store-mib"_s), QString::number(MaxStoreMebibytes)));
    }

    void readTheme()
    {
        if (!m_parser.isSet(u"theme"_s))
            return;
        const QString name = m_parser.value(u"theme"_s);
        if (name == "light"_L1)
            arguments.theme = Theme::Light;
        else if (name == "dark"_L1)
            arguments.theme = Theme::Dark;
        else if (name == "system"_L1)
            arguments.theme = Theme::System;
        else
            complain(u"--theme: '%1' is none of light, dark and system"_s.arg(name));
    }

    void readFilters()
    {
        if (m_parser.isSet(u"filter"_s))
            arguments.filter = compiled(u"filter"_s, m_parser.value(u"filter"_s));
        readExpectations(u"expect"_s, Expectation::Kind::Expected);
        readExpectations(u"forbid"_s, Expectation::Kind::Forbidden);
    }

    void readExpectations(const QString &option, Expectation::Kind kind)
    {
        const QStringList expressions = m_parser.values(option);
        for (const QString &expression : expressions) {
            arguments.expectations.append({kind, compiled(option, expression)});
            if (expression.trimmed().isEmpty()) // every record would do
                complain(u"--%1 needs an expression"_s.arg(option));
        }
    }

    Filter compiled(const QString &option, const QString &expression)
    {
        const Filter::Result result = Filter::compile(expression);
        if (const auto *filter = std::get_if<Filter>(&result))
            return *filter;
        const auto &error = std::get<FilterError>(result);
        complain(u"--%1: column %2: %3\n"_s.arg(option).arg(columnOf(error, expression)).arg(error.text)
                 + pointAt(error, expression));
        return {};
    }

    void checkCombination()
    {
        if (arguments.isHeadless && !arguments.hasSource())
            complain(u"--headless needs something to show: --proxy, --forward-proxy, --attach, --launch, "
                     u"--open or "
                     "--demo"_s);
        if (!arguments.expectations.isEmpty() && !arguments.isHeadless)
            complain(u"--expect and --forbid go with --headless"_s);
        if (!arguments.junitPath.isEmpty() && arguments.expectations.isEmpty())
            complain(u"--junit needs something to report: --expect or --forbid"_s);
        const QStringList outputs{arguments.jsonLinesPath, arguments.harPath, arguments.pcapngPath};
        if (outputs.count(u"-"_s) > 1)
            complain(u"two files cannot both be standard output"_s);
        if (m_parser.isSet(u"text"_s) && arguments.fillsStandardOutput())
            complain(u"--text cannot write to standard output, where a file goes"_s);
        if (m_parser.isSet(u"text"_s) && !arguments.isHeadless)
            complain(u"--text goes with --headless"_s);
    }

    const QCommandLineParser &m_parser;
};

//! helpText() would ask an application object for the program's name.
QString helpText(const QCommandLineParser &parser)
{
    const QString help = parser.helpText();
    return u"Usage: gantry-inspector [options] [FILE]...\n"_s + help.sliced(qMax(help.indexOf(u'\n') + 1, 0))
        + u"\nExit status: 0 done, or ended by SIGINT or SIGTERM; 1 something failed, or was not\nas --expect and --forbid say; 2 wrong arguments.\n"_s;
}

} // namespace

ArgumentsResult parseArguments(const QStringList &commandLine)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Gantry Inspector shows live WebSocket frames."_s);
    parser.addOptions(options());
    if (!parser.parse(commandLine))
        return ArgumentsError{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return ArgumentsAnswer{helpText(parser)};
    if (parser.isSet(u"version"_s))
        return ArgumentsAnswer{u"gantry-inspector %1\n"_s.arg(QStringLiteral(GANTRY_VERSION))};

    ArgumentReader reader(parser);
    reader.read();
    if (!reader.complaint.isEmpty())
        return ArgumentsError{reader.complaint};
    return reader.arguments;
}

} // namespace Gantry::Inspector
