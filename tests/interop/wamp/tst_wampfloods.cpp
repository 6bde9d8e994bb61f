// SPDX-License-Identifier: MIT
#include "wampfloods.h"

#include <QtTest/QTest>

#include <sys/resource.h>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

//! 2,000 connections at once are more than a process may have open by default.
void raiseOpenFileLimit()
{
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

void WampFloods::initTestCase()
{
    raiseOpenFileLimit();
    m_router =
        std::make_unique<FloodRouter>(FloodLimits{.ofListeners = {{u"maxMessageBytes"_s, 1024 * 1024}}});
    QVERIFY2(m_router->isReady(), qPrintable(m_router->story()));
    m_witness = std::make_unique<RawWamp>(m_router->url(u"websocket"_s));
    QVERIFY(m_witness->join());
}

bool WampFloods::servesOn()
{
    m_witness->send("[48," + QByteArray::number(++m_request) + ",{},\"wamp.session.count\"]");
    bool serve = m_witness->take<Wamp::Result>().has_value();
    for (const QString &channel : FloodRouter::channels())
        serve = serve && serves(m_router->url(channel));
    return serve;
}

void WampFloods::cleanupTestCase()
{
    m_witness.reset();
    QVERIFY(m_router->comesTo("connections", 0)); // nobody was forgotten
    m_router.reset();
}

} // namespace Gantry::Interop

QTEST_GUILESS_MAIN(Gantry::Interop::WampFloods)
