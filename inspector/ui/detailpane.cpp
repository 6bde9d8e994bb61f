// SPDX-License-Identifier: GPL-3.0-only
#include "ui/detailpane.h"

#include "decode/frametext.h"
#include "store/recordstore.h"
#include "ui/framepage.h"
#include "ui/handshakepage.h"
#include "ui/hexview.h"
#include "ui/messagepage.h"

#include <QtCore/QEvent>
#include <QtCore/QScopedValueRollback>

namespace Gantry::Inspector {

DetailPane::DetailPane(const RecordStore *store, QWidget *parent)
    : QTabWidget(parent)
    , m_store(store)
    , m_message(new MessagePage(store, this))
    , m_hex(new HexView(this))
    , m_frame(new FramePage(this))
    , m_handshake(new HandshakePage(this))
{
    setDocumentMode(true);
    setAccessibleName(tr("Details of the chosen record"));
    m_hex->setFrameShape(QFrame::NoFrame);
    addTab(m_message, tr("&Message"));
    addTab(m_hex, tr("He&x"));
    addTab(m_frame, tr("F&rame"));
    addTab(m_handshake, tr("Hand&shake"));
    connect(this, &QTabWidget::currentChanged, this, [this](int page) {
        // What is switched for lack of a page is not what the user wants.
        if (!m_switching) {
            m_wanted = Page(page);
        }
    });
    clear();
}

void DetailPane::clear()
{
    const QScopedValueRollback guard(m_switching, true);
    m_record = Tap::DropRecord{};
    m_message->clear();
    m_hex->setData({});
    for (const Page page : {Hex, Frame, Handshake}) {
        setTabEnabled(page, false);
    }
    choosePage();
}

void DetailPane::showRecord(quint64 sequence)
{
    const QScopedValueRollback guard(m_switching, true);
    m_record = m_store->at(sequence);
    m_message->showRecord(m_record, sequence);
    m_hex->setData(payload());
    setTabEnabled(Hex, !m_hex->data().isEmpty());
    showFramePage();
    const Tap::OpenRecord *open = std::get_if<Tap::OpenRecord>(&m_record);
    if (!open) {
        open = m_store->openOf(Tap::headOf(m_record).connection);
    }
    setTabEnabled(Handshake, open != nullptr);
    if (open) {
        m_handshake->showHandshake(*open);
    }
    choosePage();
}

QByteArray DetailPane::payload() const
{
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&m_record)) {
        return frame->payload; // shared, not copied
    }
    return payloadOf(m_record).toByteArray();
}

void DetailPane::showFramePage()
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&m_record);
    setTabEnabled(Frame, frame != nullptr);
    if (frame) {
        const Tap::OpenRecord *open = m_store->openOf(frame->head.connection);
        m_frame->showFrame(*frame, open ? std::optional(open->role) : std::nullopt);
    }
}

void DetailPane::choosePage()
{
    setCurrentIndex(isTabEnabled(m_wanted) ? m_wanted : Message);
}

void DetailPane::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showFramePage(); // its colours were taken from the palette
    }
}

} // namespace Gantry::Inspector
