// SPDX-License-Identifier: MIT
#include "conformancerun.h"

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

QUrl resource(const QUrl &server, const QString &name, const QString &query)
{
    QUrl url = server;
    QString path = server.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + u'/' + name, QUrl::TolerantMode); // is encoded already
    url.setQuery(query, QUrl::StrictMode);
    return url;
}

} // namespace

ConformanceRun::ConformanceRun(const QUrl &server, const QString &agent, QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_agent(QString::fromLatin1(QUrl::toPercentEncoding(agent)))
{ }

void ConformanceRun::start()
{
    visit();
}

QUrl ConformanceRun::currentUrl() const
{
    switch (m_step) {
    case Step::Count:
        return resource(m_server, u"getCaseCount"_s, {});
    case Step::Cases:
        return resource(m_server, u"runCase"_s, u"case=%1&agent=%2"_s.arg(QString::number(m_case), m_agent));
    case Step::Report:
        break;
    }
    return resource(m_server, u"updateReports"_s, u"agent="_s + m_agent);
}

void ConformanceRun::visit()
{
    const auto manner = m_step == Step::Cases ? Visit::Manner::Echo : Visit::Manner::Listen;
    auto *visit = new Visit(currentUrl(), manner, this);
    connect(visit, &Visit::finished, this, [this, visit] {
        visit->deleteLater();
        advance(*visit);
    });
}

//! Whatever a case does to its connection is the case's business; a server that is
//! not there any more is ours.
void ConformanceRun::advance(const Visit &last)
{
    QString error = last.connectError();
    if (error.isEmpty() && m_step == Step::Count)
        error = readCount(last);
    if (!error.isEmpty() || m_step == Step::Report) {
        Q_EMIT finished(error);
        return;
    }
    if (m_step == Step::Cases)
        Q_EMIT caseFinished(m_case);
    m_step = m_case < m_cases ? Step::Cases : Step::Report;
    ++m_case;
    visit();
}

QString ConformanceRun::readCount(const Visit &visit)
{
    bool isNumber = false;
    m_cases = visit.firstMessage().value_or(QByteArray()).toInt(&isNumber);
    if (!isNumber || m_cases < 0)
        return u"/getCaseCount did not answer a number"_s;
    Q_EMIT counted(m_cases);
    return {};
}

} // namespace Gantry::Examples
