// SPDX-License-Identifier: MIT
// Source files as text, from a folder or made up by a test, and what can be read off
// them without a compiler: includes, code without comments and literals. Knows no
// rule of the house; the checks beside it do.
#pragma once

#include <QtCore/QMap>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Gantry::Architecture {

//! Paths, relative to the project's root, and their text.
using SourceTree = QMap<QString, QString>;

//! Every text file of the project below \a root; build folders, pictures and hidden
//! folders other than .ci stay out.
SourceTree readSourceTree(const QString &root);

//! Whether \a path holds C++.
bool isCode(const QString &path);

enum class Literals : bool { Keep, Blank };
//! \a text with comments blanked out, line breaks kept, so that lines still count.
QString withoutComments(const QString &text, Literals literals);

struct Include
{
    int line = 0;
    QString target; //!< without its brackets or quotes
    bool angled = false; //!< <...>
    bool operator==(const Include &) const = default;
};
QList<Include> includesOf(const QString &text);

//! Where the quoted \a include of \a path leads in \a tree: beside the file, below
//! lib/, below inspector/, below tests/. Empty: nowhere.
QString resolved(const SourceTree &tree, const QString &path, const QString &include);

//! "path:line: text", how every check complains.
QString complaint(const QString &path, int line, const QString &text);

} // namespace Gantry::Architecture
