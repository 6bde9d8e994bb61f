// SPDX-License-Identifier: MIT
// Objects are used in the thread that they live in. A call from elsewhere is an error of
// the program, which debug builds of the library stop at.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QThread>

namespace Gantry {

inline void assertOwnThread([[maybe_unused]] const QObject *object, [[maybe_unused]] const char *function)
{
    Q_ASSERT_X(object->thread() == QThread::currentThread(), function,
               "called in another thread than the one the object lives in; a ConnectionHandle may be used "
               "in any");
}

} // namespace Gantry
