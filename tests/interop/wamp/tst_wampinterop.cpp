// SPDX-License-Identifier: MIT
#include "wampinterop.h"
#include "wamprttest.h"

using namespace Gantry::Interop;

namespace {

WampImplementation named(const QByteArray &name)
{
    if (name == "autobahnpython")
        return pythonAutobahn();
    if (name == "autobahnjs")
        return nodeAutobahn();
    return name == "wampy" ? nodeWampy() : ownWamp();
}

} // namespace

// The first argument says with whom; without one it is ourselves.
int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QByteArray name(argc > 1 ? argv[1] : "");
    const int used = argc > 1 && !name.startsWith('-') ? 1 : 0;
    if (name == "wamprt") {
        WampRtTest test;
        return QTest::qExec(&test, argc - used, argv + used);
    }
    WampInteropTest test(named(name));
    return QTest::qExec(&test, argc - used, argv + used);
}
