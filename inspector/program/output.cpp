// SPDX-License-Identifier: GPL-3.0-only
#include "program/output.h"

#include <cstdio>

namespace Gantry::Inspector {

namespace {

void print(std::FILE *stream, const QString &text)
{
    const QByteArray octets = text.toLocal8Bit();
    std::fwrite(octets.constData(), 1, size_t(octets.size()), stream);
    std::fflush(stream);
}

} // namespace

void printText(const QString &text)
{
    print(stdout, text);
}

void printLine(const QString &line)
{
    print(stdout, line + u'\n');
}

void printErrorLine(const QString &line)
{
    print(stderr, line + u'\n');
}

void printError(const QString &text)
{
    printErrorLine(QStringLiteral("gantry-inspector: ") + text);
}

} // namespace Gantry::Inspector
