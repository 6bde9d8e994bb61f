// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtercompletion.h"
#include "filter/filterquote.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int MaxDepth = 6;
constexpr qsizetype MaxElements = 8; //!< of an array: one looks like the other

bool isPlainName(const QString &name)
{
    return !name.isEmpty() && std::all_of(name.cbegin(), name.cend(), [](QChar character) {
        return character.isLetterOrNumber() || character == u'_';
    });
}

void addPaths(const QJsonValue &value, const QString &path, int depth, qsizetype max, QStringList &paths)
{
    if (paths.size() >= max || depth > MaxDepth)
        return;
    if (depth > 0 && !paths.contains(path))
        paths.append(path);
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < std::min(array.size(), MaxElements); ++i)
            addPaths(array[i], path + u"[*]"_s, depth + 1, max, paths);
    }
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QString name = member.key();
        addPaths(member.value(), path + u'.' + (isPlainName(name) ? name : quoted(name)), depth + 1, max,
                 paths);
    }
}

} // namespace

QStringList jsonPathsIn(const QByteArray &payload, qsizetype max)
{
    QStringList paths;
    if (payload.size() > MaxHintedOctets)
        return paths;
    const QJsonDocument document = QJsonDocument::fromJson(payload);
    if (!document.isNull())
        addPaths(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), u"$"_s, 0,
                 max, paths);
    return paths;
}

} // namespace Gantry::Inspector
