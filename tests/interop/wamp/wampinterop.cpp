// SPDX-License-Identifier: MIT
#include "wampinterop.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The serializer without batches and RawSocket, and the one after it.
QStringList counterparts(const QString &manner)
{
    static const QStringList basic{u"json"_s, u"msgpack"_s, u"cbor"_s};
    const qsizetype at = basic.indexOf(manner);
    if (at < 0)
        return {basic.at((manner.size() + 1) % 3)};
    return {manner, basic.at((at + 1) % 3)};
}

} // namespace

WampInteropTest::WampInteropTest(const WampImplementation &theirs)
    : m_theirs(theirs)
{ }

WampInteropTest::~WampInteropTest() = default;

void WampInteropTest::initTestCase()
{
    if (m_theirs.peer && !m_theirs.peer->whyAbsent.isEmpty())
        QSKIP(qUtf8Printable(m_theirs.peer->whyAbsent));
    m_router = std::make_unique<GantryRouter>();
    QVERIFY2(m_router->isRunning(), qPrintable(m_router->story()));
    m_ourActor = m_ours.makeActor();
}

// One process for all rows; one that ended took no more than its row with it.
void WampInteropTest::init()
{
    ++m_scenario;
    if (m_theirs.peer && (!m_theirActor || !m_theirActor->isAlive()))
        m_theirActor = m_theirs.makeActor();
    if (!m_router->isRunning()) {
        const QString story = m_router->story();
        m_router = std::make_unique<GantryRouter>();
        QFAIL(qPrintable(story));
    }
}

void WampInteropTest::cleanupTestCase()
{
    m_theirActor.reset();
    m_ourActor.reset();
    if (m_router)
        QVERIFY2(m_router->end(), qPrintable(m_router->story()));
}

void WampInteropTest::addPairs()
{
    QTest::addColumn<bool>("firstIsOurs");
    QTest::addColumn<QString>("firstManner");
    QTest::addColumn<bool>("secondIsOurs");
    QTest::addColumn<QString>("secondManner");
    const auto row = [](bool firstIsOurs, const QString &first, bool secondIsOurs, const QString &second) {
        const auto place = [](bool isOurs, const QString &manner) -> QByteArray {
            return (isOurs ? "ours " : "theirs ") + manner.toUtf8();
        };
        QTest::addRow("%s, %s", place(firstIsOurs, first).constData(),
                      place(secondIsOurs, second).constData())
            << firstIsOurs << first << secondIsOurs << second;
    };
    const bool areAllOurs = !m_theirs.peer;
    for (const QString &manner : std::as_const(m_theirs.manners)) {
        const QStringList others = counterparts(manner);
        for (const QString &other : others) {
            row(areAllOurs, manner, true, other);
            if (manner != other)
                row(true, other, areAllOurs, manner);
            else if (!areAllOurs)
                row(true, other, false, manner);
        }
        if (!areAllOurs && others.size() > 1)
            row(false, manner, false, others.last());
    }
}

Seat WampInteropTest::seat(bool isOurs, const QString &manner) const
{
    return {.implementation = isOurs ? &m_ours : &m_theirs,
            .actor = isOurs ? m_ourActor.get() : m_theirActor.get(),
            .manner = manner};
}

Seat WampInteropTest::first() const
{
    const auto isOurs = *static_cast<bool *>(QTest::qData("firstIsOurs", QMetaType::Bool));
    return seat(isOurs, *static_cast<QString *>(QTest::qData("firstManner", QMetaType::QString)));
}

Seat WampInteropTest::second() const
{
    const auto isOurs = *static_cast<bool *>(QTest::qData("secondIsOurs", QMetaType::Bool));
    return seat(isOurs, *static_cast<QString *>(QTest::qData("secondManner", QMetaType::QString)));
}

QString WampInteropTest::uri(const QString &name) const
{
    return u"com.example.s%1.%2"_s.arg(m_scenario).arg(name);
}

} // namespace Gantry::Interop
