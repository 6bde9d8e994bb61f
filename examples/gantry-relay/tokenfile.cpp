// SPDX-License-Identifier: MIT
#include "tokenfile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Empty, or what is wrong.
QString readLine(const QString &line, TokenFile::Targets &targets)
{
    const QString text = line.trimmed();
    if (text.isEmpty() || text.startsWith(u'#'))
        return {};
    // As websockify splits it: a colon that is followed by space.
    static const QRegularExpression pattern(u"^(.+?):\\s+(\\S+)$"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return u"'%1' is not 'token: host:port'"_s.arg(text);
    const auto target = parseTargetAddress(match.captured(2));
    if (!target)
        return u"'%1' is no target: host:port or unix:/path"_s.arg(match.captured(2));
    if (!targets.contains(match.captured(1)))
        targets.insert(match.captured(1), *target);
    return {};
}

QString readFile(const QString &path, TokenFile::Targets &targets)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read '%1': %2"_s.arg(path, file.errorString());
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (const QString error = readLine(lines.at(i), targets); !error.isEmpty())
            return u"%1:%2: %3"_s.arg(path).arg(i + 1).arg(error);
    }
    return {};
}

QStringList filesOf(const QString &path)
{
    const QDir folder(path);
    if (!folder.exists())
        return {path};
    QStringList files;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name))
        files.append(folder.filePath(name));
    return files;
}

} // namespace

std::variant<TokenFile::Targets, QString> TokenFile::read() const
{
    Targets targets;
    for (const QString &file : filesOf(m_path)) {
        if (const QString error = readFile(file, targets); !error.isEmpty())
            return error;
    }
    return targets;
}

} // namespace Gantry::Examples
