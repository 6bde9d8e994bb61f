// SPDX-License-Identifier: MIT
#include "core/handshake/glob.h"

#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <algorithm>

namespace Gantry::Core {

// One remembered star is enough, because the last one can always take up what earlier
// ones could have.
bool matchesGlob(QByteArrayView text, QByteArrayView glob) noexcept
{
    qsizetype t = 0, g = 0, star = -1, starText = 0;
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            starText = t;
        } else if (g < glob.size() && glob[g] == text[t]) {
            ++t, ++g;
        } else if (star >= 0) {
            g = star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

QByteArray asciiHostPattern(const QString &pattern)
{
    QStringList labels = pattern.split(QLatin1Char('.'));
    for (QString &label : labels) {
        const QString ascii = QString::fromLatin1(QUrl::toAce(label));
        if (!ascii.isEmpty())
            label = ascii;
    }
    return labels.join(QLatin1Char('.')).toUtf8();
}

bool isPortPattern(QByteArrayView port) noexcept
{
    return std::ranges::all_of(port,
                               [](char octet) { return (octet >= '0' && octet <= '9') || octet == '*'; });
}

} // namespace Gantry::Core
