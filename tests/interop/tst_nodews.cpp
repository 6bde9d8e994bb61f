// SPDX-License-Identifier: MIT
#include "foreignpeertest.h"

#include <QtTest/QTest>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    Gantry::Interop::ForeignPeerTest test(Gantry::Interop::nodeWs());
    return QTest::qExec(&test, argc, argv);
}
