// SPDX-License-Identifier: GPL-3.0-only
#include "ui/proxycheck.h"

#include "core/handshake/websocketurl.h"
#include "decode/words.h"

#include <QtCore/QFileInfo>
#include <QtCore/QUrl>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString urlProblem(const QString &text)
{
    if (text.trimmed().isEmpty()) {
        return Words::tr("Enter a URL, such as ws://127.0.0.1:9000.");
    }
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid()) {
        return Words::tr("This is not a URL: %1").arg(url.errorString());
    }
    const auto address = Core::parseWebSocketUrl(url);
    const auto *error = std::get_if<Core::UrlError>(&address);
    return error ? Words::tr("This is not a WebSocket URL: %1").arg(error->text) : QString();
}

QString fileProblem(const QString &path, bool isRequired, const QString &missing)
{
    if (path.isEmpty()) {
        return isRequired ? missing : QString();
    }
    const QFileInfo file(path);
    if (!file.isFile()) {
        return Words::tr("There is no file of this name.");
    }
    return file.isReadable() ? QString() : Words::tr("This file cannot be read.");
}

} // namespace

bool asksForTls(const QString &url)
{
    return url.trimmed().startsWith(u"wss:"_s, Qt::CaseInsensitive);
}

QList<ProxyProblem> checkProxy(const ProxySettings &settings, bool hasAuthority)
{
    QList<ProxyProblem> problems;
    const auto add = [&problems](ProxyField field, const QString &text) {
        if (!text.isEmpty()) {
            problems << ProxyProblem{.field = field, .text = text};
        }
    };
    add(ProxyField::Listen, urlProblem(settings.listen));
    add(ProxyField::Target, urlProblem(settings.target));
    // Half of the pair is a slip, whoever could help out.
    const bool needsFiles =
        !hasAuthority || !settings.certificateFile.isEmpty() || !settings.keyFile.isEmpty();
    if (asksForTls(settings.listen) && needsFiles) {
        add(ProxyField::Certificate,
            fileProblem(settings.certificateFile, true,
                        Words::tr("wss needs a certificate to show to clients.")));
        add(ProxyField::Key,
            fileProblem(settings.keyFile, true, Words::tr("wss needs the key of the certificate.")));
    }
    if (asksForTls(settings.target) && !settings.insecure) {
        add(ProxyField::Ca, fileProblem(settings.caFile, false, {}));
    }
    return problems;
}

} // namespace Gantry::Inspector
