// SPDX-License-Identifier: MIT
// Our programs, run to their end.
#pragma once

#include <QtCore/QStringList>

namespace Gantry::Interop {

struct ProgramResult
{
    int status = -1; //!< -1: crashed or did not end
    QString output;
    QString errors;

    //! The one clear line that every failure owes.
    bool hasOneErrorLine() const
    {
        return errors.endsWith(u'\n') && errors.count(u'\n') == 1 && errors.size() > 1;
    }
};

ProgramResult runProgram(const QString &program, const QStringList &arguments);

} // namespace Gantry::Interop
