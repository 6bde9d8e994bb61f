// SPDX-License-Identifier: GPL-3.0-only
#include "demo/demosource.h"

#include "demo/demoplay.h"
#include "demo/hubtap.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

DemoSource::DemoSource(QObject *parent)
    : Source(parent)
    , m_queue(RecordQueue::WhenFull::Drop)
{
    m_thread.setObjectName(u"gantry-demo"_s);
    connect(&m_queue, &RecordQueue::recordsReady, this, &Source::recordsReady);
    connect(&m_thread, &QThread::finished, this, &DemoSource::onThreadFinished);
}

DemoSource::~DemoSource()
{
    m_thread.quit();
    m_thread.wait();
}

QString DemoSource::title() const
{
    return tr("Demo");
}

void DemoSource::start()
{
    m_tap = std::make_unique<HubTap>(&m_queue, &m_thread);
    auto *play = new DemoPlay;
    play->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, play, &DemoPlay::begin);
    connect(&m_thread, &QThread::finished, play, &QObject::deleteLater);
    // Nobody is meant to connect from outside: the address is not announced.
    connect(play, &DemoPlay::begun, this, [this] { Q_EMIT started({}); });
    connect(play, &DemoPlay::failed, this, [this](const QString &reason) {
        m_hasFailed = true;
        m_thread.quit();
        Q_EMIT failed(reason);
    });
    m_thread.start();
}

void DemoSource::stop()
{
    if (m_thread.isRunning())
        m_thread.quit();
    else if (!m_hasFailed)
        Q_EMIT finished();
}

void DemoSource::onThreadFinished()
{
    m_thread.wait(); // the thread deletes the play after it said so
    m_tap.reset();
    m_queue.flush();
    if (!m_hasFailed)
        Q_EMIT finished();
}

} // namespace Gantry::Inspector
