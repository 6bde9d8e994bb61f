// SPDX-License-Identifier: MIT
#include "support/console.h"

#include <cstdio>

namespace Gantry::Examples {

namespace {

QByteArray &programName()
{
    static QByteArray name;
    return name;
}

} // namespace

void printLine(const QByteArray &line)
{
    const QByteArray octets = line + '\n';
    std::fwrite(octets.constData(), 1, size_t(octets.size()), stdout);
    std::fflush(stdout);
}

void printLine(const QString &line)
{
    printLine(line.toUtf8());
}

void complain(const QString &text)
{
    const QByteArray octets = programName() + ": " + text.simplified().toUtf8() + '\n';
    std::fwrite(octets.constData(), 1, size_t(octets.size()), stderr);
    std::fflush(stderr);
}

void setProgramName(const QString &name)
{
    programName() = name.toUtf8();
}

} // namespace Gantry::Examples
