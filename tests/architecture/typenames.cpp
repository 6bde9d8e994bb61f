// SPDX-License-Identifier: MIT
#include "typenames.h"

#include <QtCore/QRegularExpression>

namespace Gantry::Architecture {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Namespaces are not indented: what begins a line is at most in them. A name before the
//! last one is an export macro; behind it come a base or the body, or that on a line below.
const QRegularExpression &landmark()
{
    static const QRegularExpression pattern(
        u"^(?:(?<begin>(?:inline )?namespace ?(?<space>[\\w:]*) ?\\{)|(?<end>\\} // namespace)|"
        "(?:class|struct|union|enum|enum class) (?:[A-Z_]+ )?(?<type>\\w+)(?: final)?(?: :[^;{]*)?\\s*\\{)"_s,
        QRegularExpression::MultilineOption);
    return pattern;
}

struct Type
{
    QString name; //!< with its namespaces
    qsizetype offset = 0;
};

QList<Type> typesOf(const QString &code)
{
    QList<Type> types;
    QStringList spaces;
    QRegularExpressionMatchIterator matches = landmark().globalMatch(code);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.hasCaptured(u"begin"_s))
            spaces.append(match.captured(u"space"_s));
        else if (match.hasCaptured(u"end"_s) && !spaces.isEmpty())
            spaces.removeLast();
        else if (match.hasCaptured(u"type"_s) && !spaces.contains(QString()))
            types.append(
                {(spaces + QStringList(match.captured(u"type"_s))).join(u"::"_s), match.capturedStart()});
    }
    return types;
}

} // namespace

QStringList checkTypeNames(const SourceTree &tree)
{
    QStringList complaints;
    QMap<QString, QString> homes;
    for (auto file = tree.cbegin(); file != tree.cend(); ++file) {
        const bool isOurs = file.key().startsWith("lib/"_L1) || file.key().startsWith("inspector/"_L1);
        if (!isCode(file.key()) || !isOurs)
            continue;
        const QList<Type> types = typesOf(file.value());
        for (const Type &type : types) {
            const QString home = homes.value(type.name, file.key());
            homes.insert(type.name, home);
            // In one file there are the alternatives of a condition.
            if (home == file.key())
                continue;
            const qsizetype line = QStringView(file.value()).left(type.offset).count(u'\n') + 1;
            complaints.append(complaint(file.key(), int(line), u"%1 is also in %2"_s.arg(type.name, home)));
        }
    }
    return complaints;
}

} // namespace Gantry::Architecture
