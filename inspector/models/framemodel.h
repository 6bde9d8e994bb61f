// SPDX-License-Identifier: GPL-3.0-only
// The records of a store as the rows of a table: those that pass the filter, or all of
// them with those marked. A worker thread filters; new rows are shown at most every
// PublishInterval, so that the window stays responsive however much is captured. Knows
// no colour and no font: roles tell the delegate what a row is.
#pragma once

#include "models/framecells.h"
#include "models/rowfacts.h"
#include "models/rowscanner.h"
#include "models/rowset.h"
#include "store/recordstore.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QElapsedTimer>
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
        HighlightRole, //!< bool: passes the filter, in FilterMode::Highlight
        ProblemRole, //!< bool: a WAMP ERROR, say
        BookmarkRole, //!< bool
        CommentRole, //!< bool: has a comment or a tag; Qt::ToolTipRole says which
    };

    enum class FilterMode : quint8 {
        Hide, //!< only records that pass have rows
        Highlight, //!< all have, and HighlightRole tells which pass
    };

    //! 30 times a second: smooth to the eye; a batch a frame of the screen is not
    //! worth its cost (some ms at a million rows).
    static constexpr std::chrono::milliseconds PublishInterval{33};
    //! Rows that are inserted in one go; more follow in the next turn of the event loop.
    static constexpr int MaxInsertedRows = 25'000;

    //! \a store is borrowed and must outlive the model.
    explicit FrameModel(RecordStore *store, QObject *parent = nullptr);

    //! What rows show beside their records. Both are borrowed and must outlive the model.
    void setFacts(const WampIndex *wamp, const Annotations *annotations);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    //! Filters by a TextFilter; empty lets all pass. Rows appear as they are found.
    void setFilter(const QString &text);
    //! The text of setFilter(), empty if another filter was set.
    const QString &filter() const noexcept { return m_filterText; }
    //! Filters by \a filter; nullptr lets all pass.
    void setRowFilter(RowFilterPtr filter);
    //! Filters by what \a source makes; nullptr lets all pass. \a source is borrowed, and
    //! what it could not judge is looked at again after judgeMore(). Called again with the
    //! same source, all is judged anew.
    void setFilterSource(const RowFilterSource *source);
    void judgeMore() { schedulePublish(); }
    bool isFiltering() const noexcept { return m_source != nullptr; }
    void setFilterMode(FilterMode mode);
    FilterMode filterMode() const noexcept { return m_mode; }

    //! Whether there are records that the filter has not looked at yet.
    bool isScanning() const noexcept { return isFiltering() && m_decided < limit(); }
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
    bool isDecided(quint64 sequence) const noexcept { return sequence < (showsAll() ? m_shown : m_decided); }

    //! Records that pass the filter, as far as that is known.
    int matchCount() const noexcept { return matches().size(); }
    //! The nearest record after, or before, \a sequence that passes the filter, as far as
    //! that is known; 0 if there is none.
    quint64 nextMatch(quint64 sequence, bool forward) const;

Q_SIGNALS:
    //! The filter looked at some more records, or at all.
    void scanAdvanced();
    void pausedChanged(bool paused);
    void heldBackChanged(quint64 records);

private:
    //! One past the last record to be shown now.
    quint64 limit() const noexcept { return m_paused ? m_pausedAt : m_store->endSequence(); }
    bool showsAll() const noexcept { return !m_source || m_mode == FilterMode::Highlight; }
    bool isBehind() const noexcept { return (showsAll() && m_shown < limit()) || !m_found.empty(); }
    //! What passes the filter.
    const RowSet &matches() const noexcept { return m_source && showsAll() ? m_marks : m_rows; }
    //! What the filter can be asked about now.
    RecordSnapshot judgeable() const;
    void schedulePublish();
    void publish();
    void showAllRows();
    void takeFound();
    void insertFound(std::size_t count);
    void scanOn();
    void dropRowsBefore(quint64 sequence);
    void factsChanged(quint64 first, quint64 end);
    void requestsAnswered(const QList<quint64> &sequences);
    QString accessibleText(quint64 sequence, FrameColumn column) const;
    void restart();

    RecordStore *m_store;
    RowFacts m_facts;
    quint64 m_factsEnd = 1; //!< what the WAMP index has told of
    RowScanner m_scanner;
    const RowFilterSource *m_source = nullptr; //!< nullptr: no filter
    std::unique_ptr<RowFilterSource> m_ownSource; //!< of a filter that knows all it needs
    QString m_filterText;
    FilterMode m_mode = FilterMode::Hide;
    RowSet m_rows;
    RowSet m_marks; //!< in FilterMode::Highlight
    std::vector<quint64> m_found; //!< and not shown yet
    quint64 m_foundPosition = 1; //!< every record before has been looked at
    quint64 m_shown = 1; //!< when all are shown: one past the last that is
    quint64 m_decided = 1; //!< every record before has its row or mark, if it passes
    QTimer m_publishTimer;
    QElapsedTimer m_sincePublished;
    quint64 m_pausedAt = 0;
    bool m_paused = false;
};

} // namespace Gantry::Inspector
