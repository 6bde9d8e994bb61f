// SPDX-License-Identifier: GPL-3.0-only
// gantry-inspector. The arguments are read before there is an application object:
// which one is needed, and whether a display is, depends on them.
#include "program/arguments.h"
#include "program/authorityfile.h"
#include "program/headless.h"
#include "program/output.h"
#include "program/windowed.h"
#include "system/descriptor.h"

#include <QtCore/QStringList>

using namespace Gantry::Inspector;

int main(int argc, char **argv)
{
    // Meant for the programs that are watched: this one would load the plugin, too,
    // and offer itself.
    qunsetenv("GANTRY_INSPECT");
    const QStringList commandLine = [&] {
        QStringList list;
        for (int i = 0; i < argc; ++i)
            list.append(QString::fromLocal8Bit(argv[i]));
        return list;
    }();
    const ArgumentsResult result = parseArguments(commandLine);
    if (const auto *error = std::get_if<ArgumentsError>(&result)) {
        printError(error->text);
        return 2;
    }
    if (const auto *answer = std::get_if<ArgumentsAnswer>(&result)) {
        printText(answer->text);
        return 0;
    }
    Descriptor::raiseLimit();
    const auto &arguments = std::get<Arguments>(result);
    if (arguments.printsAuthority)
        return printAuthority(argc, argv, arguments);
    return arguments.needsWindow() ? runWindowed(argc, argv, arguments) : runHeadless(argc, argv, arguments);
}
