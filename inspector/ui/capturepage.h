// SPDX-License-Identifier: GPL-3.0-only
// The centre of the window: the start page while there is nothing to see, then the
// filter, the table and the details of the chosen record.
#pragma once

#include <QtWidgets/QStackedWidget>

class QSplitter;

namespace Gantry::Inspector {

class Annotations;
class CaptureFilter;
class DetailPane;
class FilterBar;
class FindBar;
class FrameModel;
class FrameView;
class RateStrip;
class RecordStore;
class TrafficNumbers;
class WampIndex;

class CapturePage final : public QStackedWidget
{
    Q_OBJECT

public:
    //! \a store and \a model are borrowed, \a startPage is adopted.
    CapturePage(RecordStore *store, FrameModel *model, QWidget *startPage, QWidget *parent = nullptr);

    FrameView *view() const { return m_view; }
    DetailPane *details() const { return m_details; }
    FilterBar *filterBar() const { return m_filter; }
    QSplitter *splitter() const { return m_splitter; }
    WampIndex *wampIndex() const { return m_wampIndex; }
    TrafficNumbers *numbers() const { return m_numbers; }
    Annotations *annotations() const { return m_annotations; }
    RateStrip *rateStrip() const { return m_rates; }
    FindBar *findBar() const { return m_find; }
    const RecordStore *store() const { return m_store; }
    //! The record that the details are about; 0: none.
    quint64 currentSequence() const noexcept { return m_current; }

    //! False: the start page.
    void showCapture(bool shown);
    //! Chooses the next row, or the previous one, of the chosen row's connection.
    void goInConnection(bool forward);
    //! Chooses the row of \a sequence; if it is filtered out, its details are shown.
    void goTo(quint64 sequence);
    //! Chooses the next record that passes the filter, or the previous one.
    void goToMatch(bool forward);
    //! Goes to what answers the chosen WAMP message, or to what it answers.
    void goToPair();
    //! Shows what differs between the messages of the two rows that are selected; whether
    //! there are two.
    bool compareSelected();
    //! The payload of the chosen record to the clipboard: text, or hex.
    void copyPayload() const;
    //! Chooses a row worth showing if none is chosen: the largest message near the end.
    void chooseForPicture();

private:
    void connectFilter();
    void connectFind();
    void connectRates();
    void connectStore();
    void connectDetails();
    void showChosen(quint64 sequence);
    void filterAnew();
    void showScan();

    RecordStore *m_store;
    FrameModel *m_model;
    FilterBar *m_filter;
    FrameView *m_view;
    DetailPane *m_details;
    WampIndex *m_wampIndex;
    TrafficNumbers *m_numbers;
    Annotations *m_annotations;
    CaptureFilter *m_captureFilter;
    RateStrip *m_rates;
    FindBar *m_find;
    QSplitter *m_splitter;
    quint64 m_current = 0;
};

} // namespace Gantry::Inspector
