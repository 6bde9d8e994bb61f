// SPDX-License-Identifier: MIT
// --listen, --cert and --key: where a server program is reached.
#pragma once

#include <QtCore/QList>
#include <QtCore/QUrl>

namespace Gantry::Examples {

class ProgramArguments;

struct ListenArguments
{
    QList<QUrl> urls{}; //!< one listener each, at least one
    QString certificateFile{}; //!< for those that are wss
    QString keyFile{};
};

void declareListenArguments(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
ListenArguments readListenArguments(ProgramArguments &arguments);

} // namespace Gantry::Examples
