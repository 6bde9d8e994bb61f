// SPDX-License-Identifier: GPL-3.0-only
// Everything about one record, on pages. Keeps the record it shows, which is cheap
// as payloads are shared, so that it stays readable after the store let it go.
#pragma once

#include "tap/record.h"

#include <QtWidgets/QTabWidget>

namespace Gantry::Inspector {

class FramePage;
class HandshakePage;
class HexView;
class MessagePage;
class RecordStore;

class DetailPane final : public QTabWidget
{
    Q_OBJECT

public:
    enum Page { Message, Hex, Frame, Handshake };

    //! \a store is borrowed.
    explicit DetailPane(const RecordStore *store, QWidget *parent = nullptr);

    void showRecord(quint64 sequence);
    void clear();
    //! The payload on show, as octets.
    QByteArray payload() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void choosePage();
    void showFramePage();

    const RecordStore *m_store;
    MessagePage *m_message;
    HexView *m_hex;
    FramePage *m_frame;
    HandshakePage *m_handshake;
    Tap::Record m_record;
    Page m_wanted = Message; //!< the page the user chose, if the record has it
    bool m_switching = false;
};

} // namespace Gantry::Inspector
