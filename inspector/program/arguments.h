// SPDX-License-Identifier: GPL-3.0-only
// What the command line says, checked: whoever holds Arguments can go to work. Needs
// no application object and prints nothing.
#pragma once

#include "capture/proxyroute.h"
#include "export/pcapngwriter.h"
#include "export/redaction.h"
#include "program/expectations.h"
#include "ui/theme.h"

#include <QtCore/QStringList>

#include <chrono>
#include <optional>
#include <variant>

namespace Gantry::Inspector {

//! --attach: one process, or all there are and will be.
struct AttachTarget
{
    bool all = false;
    qint64 pid = 0;
    bool operator==(const AttachTarget &) const = default;
};

struct Arguments
{
    bool isHeadless = false; //!< no window that anybody sees
    bool isDemo = false;
    bool printsText = false; //!< lines for people on standard output
    QList<ProxyRoute> proxies;
    QList<ForwardListen> forwardProxies;
    QString launchCommand; //!< empty: none
    ProxyTlsFiles tlsFiles;
    std::optional<AttachTarget> attach;
    Filter filter; //!< of what is written
    QList<Expectation> expectations;
    QString junitPath; //!< empty: none
    bool printsAuthority = false; //!< the file of the own authority's certificate, and nothing else
    QString jsonLinesPath; //!< "-": standard output; empty: none
    QStringList openPaths; //!< files to read
    QString harPath; //!< as jsonLinesPath
    QString pcapngPath; //!< as jsonLinesPath
    PcapngMode pcapngMode = PcapngMode::Wire;
    //! --redact or --no-redact; unset: HAR and pcapng are redacted, JSON lines are not.
    std::optional<bool> redacts;
    QByteArrayList redactedPaths; //!< --redact-path
    QString screenshotPath; //!< empty: none
    std::optional<std::chrono::milliseconds> duration;
    std::optional<qint64> maxStoreBytes; //!< bound of the window's capture on disk
    std::optional<Theme> theme; //!< unset: the one of the last time

    bool hasSource() const
    {
        return isDemo || attach || !proxies.isEmpty() || !forwardProxies.isEmpty()
            || !launchCommand.isEmpty() || !openPaths.isEmpty();
    }
    //! Whether records are written to a file, so that none may be missing.
    bool isRecording() const
    {
        return !jsonLinesPath.isEmpty() || !harPath.isEmpty() || !pcapngPath.isEmpty();
    }
    //! Whether standard output carries a file, and nothing else may be printed there.
    bool fillsStandardOutput() const
    {
        const QString output = QStringLiteral("-");
        return jsonLinesPath == output || harPath == output || pcapngPath == output;
    }
    //! Whether a QApplication is needed; it may be an offscreen one.
    bool needsWindow() const { return !isHeadless || !screenshotPath.isEmpty(); }
    //! Whether anybody sees it: a window for a picture nobody does.
    bool showsWindow() const { return !isHeadless && screenshotPath.isEmpty(); }
    bool operator==(const Arguments &) const = default;
};

//! \a text goes to standard output and the program ends with 0: --help, --version.
struct ArgumentsAnswer
{
    QString text;
    bool operator==(const ArgumentsAnswer &) const = default;
};

//! One line for standard error; the program ends with 2.
struct ArgumentsError
{
    QString text;
    bool operator==(const ArgumentsError &) const = default;
};

using ArgumentsResult = std::variant<Arguments, ArgumentsAnswer, ArgumentsError>;

//! \a commandLine begins with the program's name, as in main().
ArgumentsResult parseArguments(const QStringList &commandLine);

} // namespace Gantry::Inspector
