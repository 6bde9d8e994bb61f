// SPDX-License-Identifier: GPL-3.0-only
#include "program/arguments.h"

#include "capture/authority/authority.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QProcess>

#include <cmath>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A duration has to fit a QTimer: some 24 days.
constexpr double MaxDurationSeconds = 2'000'000;

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
        {u"jsonl"_s,
         u"Write each frame as a line of JSON to FILE; '-' is standard output, and the listeners are then "
         "named on standard error."_s,
         u"FILE"_s},
        {u"text"_s,
         u"With --headless: print each frame as a line for people. --demo does so by itself unless "
         "--jsonl or --screenshot is given."_s},
        {u"demo"_s, u"Start with the built-in demo."_s},
        {u"duration"_s, u"End after S seconds."_s, u"S"_s},
        {u"screenshot"_s,
         u"Save a picture of the window, which is not shown, and end: after --duration, otherwise after "
         "2 s."_s,
         u"PNG"_s},
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
        arguments.jsonLinesPath = pathOf(u"jsonl"_s);
        arguments.screenshotPath = pathOf(u"screenshot"_s);
        arguments.printsText = m_parser.isSet(u"text"_s)
            || (arguments.isHeadless && arguments.isDemo && arguments.jsonLinesPath.isEmpty()
                && arguments.screenshotPath.isEmpty());
        readProxies();
        readForwardProxies();
        readLaunch();
        readTlsFiles();
        readAttach();
        readDuration();
        readTheme();
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

    void checkCombination()
    {
        if (!m_parser.positionalArguments().isEmpty())
            complain(u"unexpected argument '%1'"_s.arg(m_parser.positionalArguments().first()));
        if (arguments.isHeadless && !arguments.hasSource())
            complain(
                u"--headless needs something to show: --proxy, --forward-proxy, --attach, --launch or --demo"_s);
        if (m_parser.isSet(u"text"_s) && arguments.jsonLinesPath == "-"_L1)
            complain(u"--text and --jsonl - both write to standard output"_s);
        if (m_parser.isSet(u"text"_s) && !arguments.isHeadless)
            complain(u"--text goes with --headless"_s);
    }

    const QCommandLineParser &m_parser;
};

//! helpText() would ask an application object for the program's name.
QString helpText(const QCommandLineParser &parser)
{
    const QString help = parser.helpText();
    return u"Usage: gantry-inspector [options]\n"_s + help.sliced(qMax(help.indexOf(u'\n') + 1, 0))
        + u"\nExit status: 0 done, or ended by SIGINT or SIGTERM; 1 something failed; 2 wrong arguments.\n"_s;
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
