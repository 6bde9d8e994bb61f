// SPDX-License-Identifier: GPL-3.0-only
// Everything about one record, on pages. Keeps the record it shows, which is cheap
// as payloads are shared, so that it stays readable after the store let it go.
#pragma once

#include "decode/deflatefacts.h"
#include "decode/messagediff.h"
#include "models/messagefragments.h"
#include "tap/record.h"

#include <QtWidgets/QTabWidget>

namespace Gantry::Inspector {

class DiffPage;
class FieldPage;
class FramesPage;
class HandshakePage;
class MessagePage;
class StructurePage;
class TrafficNumbers;
class WampIndex;
class WampPage;

class DetailPane final : public QTabWidget
{
    Q_OBJECT

public:
    enum Page { Message, Hex, Frame, Deflate, Wamp, Handshake, Diff };
    //! What is shown of a fragmented message as a tree and as octets.
    static constexpr qsizetype MaxAssembledOctets = 16 * 1024 * 1024;

    //! \a store is borrowed.
    explicit DetailPane(const RecordStore *store, QWidget *parent = nullptr);

    //! Both are borrowed, may be nullptr, and must outlive the pane. Without them there are
    //! no pairs of WAMP messages and no totals of a connection.
    void setWampIndex(const WampIndex *index);
    void setTrafficNumbers(const TrafficNumbers *numbers) { m_numbers = numbers; }

    void showRecord(quint64 sequence);
    void clear();
    //! The payload on show, as octets.
    QByteArray payload() const;

    //! Compares the messages that two records are, or are part of, and shows that.
    void showDiff(quint64 first, quint64 second);
    //! Emits jumpRequested() with the record that answers the one on show, or that it answers;
    //! whether there is one.
    bool jumpToPair();

    StructurePage *structurePage() const noexcept { return m_structure; }
    WampPage *wampPage() const noexcept { return m_wamp; }
    DiffPage *diffPage() const noexcept { return m_diff; }

Q_SIGNALS:
    //! The user wants to see another record.
    void jumpRequested(quint64 sequence);
    //! The user wants to see only messages like this one.
    void filterWanted(const QString &expression);

protected:
    void changeEvent(QEvent *event) override;

private:
    void addPages();
    void connectPages();
    void choosePage();
    const Tap::OpenRecord *open() const;
    DocumentHint hintOf(const Tap::Record &record, quint8 messageOpcode) const;
    DiffSide sideOf(quint64 sequence) const;
    void showFrame(const Tap::FrameRecord &frame);
    void showDeflate(const Tap::FrameRecord &frame, const MessageFragments &fragments,
                     const QByteArray &message);
    void showWamp(const MessageFragments &fragments, const QByteArray &message);
    void showHandshake();

    const RecordStore *m_store;
    const WampIndex *m_wampIndex = nullptr;
    const TrafficNumbers *m_numbers = nullptr;
    MessagePage *m_message;
    StructurePage *m_structure;
    FramesPage *m_frames;
    FieldPage *m_deflate;
    WampPage *m_wamp;
    HandshakePage *m_handshake;
    DiffPage *m_diff;
    Tap::Record m_record;
    quint64 m_sequence = 0;
    Page m_wanted = Message; //!< the page the user chose, if the record has it
    bool m_switching = false;
};

} // namespace Gantry::Inspector
