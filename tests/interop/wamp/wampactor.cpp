// SPDX-License-Identifier: MIT
#include "wampactor.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

// Interpreters start slowly on a busy machine; nothing waits this long unless a test fails.
constexpr int PatienceMs = 30'000;

} // namespace

int WampActor::tell(QJsonObject order)
{
    const int number = ++m_lastOrder;
    order.insert(u"n"_s, number);
    obey(order);
    return number;
}

QJsonObject WampActor::hear(int order)
{
    QEventLoop loop;
    connect(this, &WampActor::reported, &loop, [&] {
        if (hasReport(order) || !isAlive())
            loop.quit();
    });
    QTimer::singleShot(PatienceMs, &loop, &QEventLoop::quit);
    if (!hasReport(order) && isAlive())
        loop.exec();
    return hasReport(order) ? m_reports[order].takeFirst() : QJsonObject();
}

void WampActor::report(const QJsonObject &report)
{
    m_reports[report.value("n"_L1).toInt()].append(report);
    Q_EMIT reported();
}

} // namespace Gantry::Interop
