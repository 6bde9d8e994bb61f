// SPDX-License-Identifier: MIT
// Fails with every complaint in full; QCOMPARE would cut them off.
#pragma once

#include <QtTest/QTest>

#define VERIFY_NO_COMPLAINT(complaints)                                                                      \
    do {                                                                                                     \
        const QStringList found = (complaints);                                                              \
        QVERIFY2(found.isEmpty(), qPrintable(u'\n' + found.join(u'\n')));                                    \
    } while (false)
