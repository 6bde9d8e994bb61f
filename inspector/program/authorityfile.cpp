// SPDX-License-Identifier: GPL-3.0-only
#include "program/authorityfile.h"

#include "capture/authority/authority.h"
#include "program/output.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>

namespace Gantry::Inspector {

int printAuthority(int &argc, char **argv, const Arguments &arguments)
{
    const QCoreApplication application(argc, argv); // Qt's TLS wants one
    const QString folder = QDir(authorityFolder(arguments.tlsFiles)).absolutePath();
    const Authority::Result authority = Authority::open(folder);
    if (const auto *error = std::get_if<QString>(&authority)) {
        printError(*error);
        return 1;
    }
    printLine(Authority::certificateFile(QDir::cleanPath(folder)));
    return 0;
}

} // namespace Gantry::Inspector
