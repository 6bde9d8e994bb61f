// SPDX-License-Identifier: GPL-3.0-only
// The records of a store as the rows of a table, those that pass the filter. Shows
// new records at most every PublishInterval, and never works longer than SliceBudget
// at a time, so that the window stays responsive however much is captured. Knows no
// colour and no font: roles tell the delegate what a row is.
#pragma once

#include "models/framecells.h"
#include "models/framescan.h"
#include "models/rowset.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QTimer>

namespace Gantry::Inspector {

class FrameModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        SequenceRole = Qt::UserRole, //!< quint64
        KindRole, //!< Tap::RecordKind as int
        DirectionRole, //!< Core::Direction as int; invalid: has none
        MalformedRole, //!< bool
        ControlRole, //!< bool: a ping, pong or close frame
    };

    //! 30 times a second: smooth to the eye; a batch a frame of the screen is not
    //! worth its cost (some ms at a million rows).
    static constexpr std::chrono::milliseconds PublishInterval{33};
    //! Half of a screen's frame at 60 Hz; the other half is for painting.
    static constexpr std::chrono::milliseconds SliceBudget{8};

    //! \a store is borrowed and must outlive the model.
    explicit FrameModel(RecordStore *store, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    //! Shows only records with \a text somewhere in their payload, handshake, close
    //! reason or note, without regard to the case of ASCII letters; empty shows all.
    //! Rows appear as they are found.
    void setFilter(const QString &text);
    const QString &filter() const noexcept { return m_filter; }
    //! Whether there are records that the filter has not looked at yet.
    bool isScanning() const noexcept { return m_scan.isFiltering() && m_scan.position() < limit(); }
    //! How far it is, 0 to 100.
    int scanPercent() const noexcept;

    //! Freezes what is shown; the store goes on, and rows that it trims still go.
    void setPaused(bool paused);
    bool isPaused() const noexcept { return m_paused; }
    //! Records that came since setPaused(true), before filtering.
    quint64 heldBack() const noexcept { return m_paused ? m_store->endSequence() - m_pausedAt : 0; }

    //! Shows all that is in the store now, however long it takes.
    void publishAll();

    //! The record a row shows. The store may have trimmed it a moment ago.
    quint64 sequenceAt(int row) const { return m_rows.at(row); }
    //! The row of \a sequence, or -1.
    int rowOf(quint64 sequence) const noexcept { return m_rows.rowOf(sequence); }
    //! The first row that shows \a sequence or a later one; rowCount() if none does.
    int rowAtOrAfter(quint64 sequence) const noexcept { return m_rows.lowerBound(sequence); }
    //! Whether it is decided if \a sequence has a row.
    bool isDecided(quint64 sequence) const noexcept { return sequence < m_scan.position(); }

Q_SIGNALS:
    //! The filter looked at some more records, or at all.
    void scanAdvanced();
    void pausedChanged(bool paused);
    void heldBackChanged(quint64 records);

private:
    //! One past the last record to be shown now.
    quint64 limit() const noexcept { return m_paused ? m_pausedAt : m_store->endSequence(); }
    void schedulePublish();
    void publishSlice(QDeadlineTimer deadline);
    void dropRowsBefore(quint64 sequence);
    void restart();

    RecordStore *m_store;
    FrameScan m_scan;
    RowSet m_rows;
    std::vector<quint64> m_found; //!< of one slice; kept for its memory
    QTimer m_publishTimer;
    QString m_filter;
    quint64 m_pausedAt = 0;
    bool m_paused = false;
};

} // namespace Gantry::Inspector
