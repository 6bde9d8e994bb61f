// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxythread.h"

namespace Gantry::Inspector {

ProxyThread::ProxyThread(RecordQueue::WhenFull whenFull, QObject *parent)
    : Source(parent)
    , m_queue(whenFull)
{
    m_thread.setObjectName(QStringLiteral("gantry-proxy"));
    connect(&m_queue, &RecordQueue::recordsReady, this, &Source::recordsReady);
    connect(&m_thread, &QThread::finished, this, &ProxyThread::onThreadFinished);
}

ProxyThread::~ProxyThread()
{
    m_thread.quit();
    m_thread.wait();
}

void ProxyThread::run(ProxyListener *listener)
{
    listener->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, listener, &ProxyListener::open);
    connect(&m_thread, &QThread::finished, listener, &QObject::deleteLater);
    connect(listener, &ProxyListener::listening, this, &Source::started);
    connect(listener, &ProxyListener::noticed, this, &Source::noticed);
    connect(listener, &ProxyListener::failed, this, &ProxyThread::fail);
    connect(&m_queue, &RecordQueue::congestionChanged, listener, &ProxyListener::setHeld);
    m_thread.start();
}

void ProxyThread::stop()
{
    if (m_thread.isRunning())
        m_thread.quit();
    else if (!m_hasFailed)
        Q_EMIT finished();
}

void ProxyThread::fail(const QString &reason)
{
    m_hasFailed = true;
    m_thread.quit();
    Q_EMIT failed(reason);
}

void ProxyThread::onThreadFinished()
{
    // The thread deletes the listener, which ends its connections, after it said so.
    m_thread.wait();
    m_queue.flush();
    if (!m_hasFailed)
        Q_EMIT finished();
}

} // namespace Gantry::Inspector
