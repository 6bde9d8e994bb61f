// SPDX-License-Identifier: MIT
#include "support/processlimits.h"

#include <QtCore/qglobal.h>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace Gantry::Examples {

void raiseOpenFileLimit()
{
#ifdef Q_OS_UNIX
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
#endif
}

} // namespace Gantry::Examples
