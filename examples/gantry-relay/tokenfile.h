// SPDX-License-Identifier: MIT
// Which token leads to which target: websockify's token files.
#pragma once

#include "targetaddress.h"

#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <variant>

namespace Gantry::Examples {

/*!
    A file, or a folder of such files, with lines "token: HOST:PORT". Empty lines and
    those that begin with '#' say nothing; of two lines with the same token the first
    counts. It is read anew for each request, so that a change takes effect at once.
*/
class TokenFile
{
public:
    using Targets = QHash<QString, TargetAddress>;

    explicit TokenFile(const QString &path)
        : m_path(path)
    { }

    //! All targets; or, as a text, the first thing that is wrong, with file and line.
    std::variant<Targets, QString> read() const;

private:
    QString m_path;
};

} // namespace Gantry::Examples
