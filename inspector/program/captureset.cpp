// SPDX-License-Identifier: GPL-3.0-only
#include "program/captureset.h"

namespace Gantry::Inspector {

void CaptureSet::add(Source *source)
{
    const int number = m_count++;
    m_running.append(source);
    connect(source, &Source::recordsReady, this,
            [this, number](const QList<Tap::Record> &records) { Q_EMIT recordsReady(number, records); });
    connect(source, &Source::started, this, [this, source](const QString &where) {
        m_started.insert(source);
        if (!where.isEmpty())
            Q_EMIT listening(where);
    });
    connect(source, &Source::failed, this, [this, source](const QString &text) {
        Q_EMIT failed(text);
        if (!m_started.contains(source))
            forget(source); // what cannot begin does not finish either
    });
    connect(source, &Source::noticed, this, &CaptureSet::noticed);
    connect(source, &Source::finished, this, [this, source] {
        const bool leads = source->leadsTheRun();
        forget(source);
        if (leads)
            Q_EMIT leaderFinished();
    });
    connect(source, &QObject::destroyed, this, &CaptureSet::forget);
}

void CaptureSet::stop()
{
    if (m_running.isEmpty()) {
        Q_EMIT idle();
        return;
    }
    const QList<QObject *> running = m_running; // a source may finish before stop() returns
    for (QObject *source : running)
        static_cast<Source *>(source)->stop();
}

void CaptureSet::forget(QObject *source)
{
    m_started.remove(source);
    if (m_running.removeAll(source) > 0 && m_running.isEmpty())
        Q_EMIT idle();
}

} // namespace Gantry::Inspector
