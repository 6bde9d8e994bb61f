// SPDX-License-Identifier: GPL-3.0-only
// All sources of a run together: their records for one receiver, and the moment when
// each of them has told its last record.
#pragma once

#include "capture/source.h"

#include <QtCore/QSet>

namespace Gantry::Inspector {

class CaptureSet : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! Follows \a source, which is borrowed and not started yet. Sources may be
    //! deleted at any time.
    void add(Source *source);
    //! Stops what runs; idle() follows, possibly before this returns.
    void stop();

Q_SIGNALS:
    //! Sources are numbered from 0 in the order they were added.
    void recordsReady(int source, const QList<Gantry::Tap::Record> &records);
    void listening(const QString &url);
    void failed(const QString &text);
    void noticed(const QString &text);
    //! A source that leads the run has finished.
    void leaderFinished();
    //! No source runs any more.
    void idle();

private:
    void forget(QObject *source);

    QList<QObject *> m_running;
    QSet<QObject *> m_started;
    int m_count = 0;
};

} // namespace Gantry::Inspector
