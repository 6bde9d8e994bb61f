// SPDX-License-Identifier: MIT
#include "housekeeping.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype MaxLines = 400;

//! What a person writes and a machine runs; data, prose and licences are not.
bool isSource(const QString &path)
{
    static const QRegularExpression pattern(
        u"\\.(h|cpp|c|py|mjs|js|qml|cmake|cmake\\.in|supp|sh)$|(^|/)CMakeLists\\.txt$|^(run|test)$|^\\.ci/run$"_s);
    return pattern.match(path).hasMatch();
}

//! Qt Charts and QScintilla make the inspector's program GPL; how it is built is not
//! part of it, and its tests may be either.
QStringList licencesOf(const QString &path)
{
    const QString mit = u"MIT"_s;
    const QString gpl = u"GPL-3.0-only"_s;
    if (path.startsWith("inspector/"_L1))
        return {isCode(path) ? gpl : mit};
    if (path.startsWith("tests/inspector/"_L1))
        return {mit, gpl};
    return {mit};
}

void complainAboutMatches(const QString &path, const QString &text, const QRegularExpression &pattern,
                          const QString &why, QStringList &complaints)
{
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(lines.at(i));
        if (match.hasMatch())
            complaints.append(complaint(path, int(i + 1), u"%1: %2"_s.arg(why, match.captured())));
    }
}

} // namespace

QStringList checkLicenceLines(const SourceTree &tree)
{
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        if (!isSource(file.key()))
            continue;
        QString head = file.value().section(u'\n', 0, 0);
        if (head.startsWith("#!"_L1)) // a script's first line is taken
            head = file.value().section(u'\n', 1, 1);
        const QStringList licences = licencesOf(file.key());
        const bool isThere = std::any_of(licences.begin(), licences.end(), [&head](const QString &licence) {
            return head.contains(u"SPDX-License-Identifier: "_s + licence);
        });
        if (!isThere)
            complaints.append(complaint(
                file.key(), 1, u"does not begin with the SPDX line of %1"_s.arg(licences.join(" or "_L1))));
    }
    return complaints;
}

QStringList checkLengths(const SourceTree &tree)
{
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        const qsizetype lines = file.value().count(u'\n');
        if (isSource(file.key()) && lines > MaxLines)
            complaints.append(complaint(file.key(), int(lines), u"is longer than %1 lines"_s.arg(MaxLines)));
    }
    return complaints;
}

QStringList checkMachinePaths(const SourceTree &tree)
{
    // Not after a word or a dot: http://example.com/home/ is an address.
    static const QRegularExpression homes(u"(?<![\\w.])/(?:home|root|Users|work|builds)/[\\w.-]*"_s);
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file)
        complainAboutMatches(file.key(), file.value(), homes, u"a path of one machine"_s, complaints);
    return complaints;
}

QStringList checkLeftovers(const SourceTree &tree)
{
    static const QRegularExpression marks(u"\\b(TO"_s + u"DO|FIX"_s + u"ME|XX"_s + u"X)\\b"_s);
    QStringList complaints;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        if (isSource(file.key()))
            complainAboutMatches(file.key(), file.value(), marks, u"unfinished"_s, complaints);
    }
    return complaints;
}

} // namespace Gantry::Architecture
