// SPDX-License-Identifier: GPL-3.0-only
// The status bar: how much is shown and kept, how fast it comes, what was lost, and
// where sources listen.
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QStatusBar>

class QLabel;

namespace Gantry::Inspector {

class FrameModel;
class RecordStore;

class StatusLine final : public QStatusBar
{
    Q_OBJECT

public:
    //! Both are borrowed.
    StatusLine(const RecordStore *store, const FrameModel *model, QWidget *parent = nullptr);

    void setSources(const QStringList &descriptions);
    void refresh();

private:
    QLabel *addPart(const QString &name);
    void measureRate();

    const RecordStore *m_store;
    const FrameModel *m_model;
    QLabel *m_shown;
    QLabel *m_rate;
    QLabel *m_connections;
    QLabel *m_dropped;
    QLabel *m_size;
    QLabel *m_sources;
    QTimer m_timer;
    QElapsedTimer m_sinceMeasured;
    quint64 m_lastEnd;
};

} // namespace Gantry::Inspector
