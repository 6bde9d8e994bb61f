// SPDX-License-Identifier: MIT
#include "browser.h"

#include <QtCore/QStandardPaths>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

QString findBrowser()
{
    for (const QString &name : {u"chromium"_s, u"chromium-browser"_s, u"google-chrome"_s}) {
        const QString program = QStandardPaths::findExecutable(name);
        if (!program.isEmpty())
            return program;
    }
    return {};
}

QStringList browserArguments(const QTemporaryDir &profile, const QUrl &page)
{
    return {u"--headless"_s,
            u"--no-sandbox"_s, // root, as in containers, has no other way
            u"--disable-gpu"_s,
            u"--disable-dev-shm-usage"_s,
            u"--disable-quic"_s,
            u"--no-first-run"_s,
            u"--disable-background-networking"_s,
            u"--disable-component-update"_s,
            u"--disable-sync"_s,
            u"--ignore-certificate-errors"_s, // our authority is as old as this test
            u"--user-data-dir="_s + profile.path(),
            u"--remote-debugging-port=0"_s, // keeps it open after the page has loaded
            page.toString(QUrl::FullyEncoded)};
}

} // namespace Gantry::Interop
