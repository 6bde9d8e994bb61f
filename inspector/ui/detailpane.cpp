// SPDX-License-Identifier: GPL-3.0-only
#include "ui/detailpane.h"

#include "decode/frametext.h"
#include "models/trafficnumbers.h"
#include "models/wampindex.h"
#include "store/recordstore.h"
#include "ui/diffpage.h"
#include "ui/fieldpage.h"
#include "ui/framespage.h"
#include "ui/handshakepage.h"
#include "ui/messagepage.h"
#include "ui/structurepage.h"
#include "ui/wamppage.h"

#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtCore/QScopedValueRollback>

namespace Gantry::Inspector {

DetailPane::DetailPane(const RecordStore *store, QWidget *parent)
    : QTabWidget(parent)
    , m_store(store)
    , m_message(new MessagePage(store, this))
    , m_structure(new StructurePage(this))
    , m_frames(new FramesPage(store, this))
    , m_deflate(new FieldPage(tr("Compression of the message"), this))
    , m_wamp(new WampPage(this))
    , m_handshake(new HandshakePage(this))
    , m_diff(new DiffPage(this))
{
    setDocumentMode(true);
    setAccessibleName(tr("Details of the chosen record"));
    addPages();
    connectPages();
    clear();
}

void DetailPane::addPages()
{
    addTab(m_message, tr("&Message"));
    addTab(m_structure, tr("Tree and He&x"));
    addTab(m_frames, tr("F&rames"));
    addTab(m_deflate, tr("Deflat&e"));
    addTab(m_wamp, tr("&WAMP"));
    addTab(m_handshake, tr("Hand&shake"));
    addTab(m_diff, tr("Di&ff"));
    setTabToolTip(Diff, tr("Choose two rows and press D"));
    if (!isWampSupported()) {
        setTabToolTip(Wamp, tr("This program was built without WAMP"));
    }
    setTabEnabled(Diff, false);
}

void DetailPane::connectPages()
{
    connect(this, &QTabWidget::currentChanged, this, [this](int page) {
        // What is switched for lack of a page is not what the user wants.
        if (!m_switching) {
            m_wanted = Page(page);
        }
    });
    connect(m_wamp, &WampPage::jumpRequested, this, &DetailPane::jumpRequested);
    connect(m_frames, &FramesPage::jumpRequested, this, &DetailPane::jumpRequested);
    connect(m_structure, &StructurePage::filterWanted, this, &DetailPane::filterWanted);
}

void DetailPane::setWampIndex(const WampIndex *index)
{
    m_wampIndex = index;
    if (index) {
        // An answer comes later than what it answers.
        connect(index, &WampIndex::advanced, this, [this](quint64 first, quint64 end) {
            if (m_wamp->sequence() >= first && m_wamp->sequence() < end) {
                m_wamp->showPair(m_wampIndex);
            }
        });
    }
}

void DetailPane::clear()
{
    const QScopedValueRollback guard(m_switching, true);
    m_record = Tap::DropRecord{};
    m_sequence = 0;
    m_message->clear();
    m_structure->clear();
    m_wamp->clear();
    for (const Page page : {Hex, Frame, Deflate, Wamp, Handshake}) {
        setTabEnabled(page, false);
    }
    choosePage();
}

void DetailPane::showRecord(quint64 sequence)
{
    const QScopedValueRollback guard(m_switching, true);
    m_record = m_store->at(sequence);
    m_sequence = sequence;
    m_message->showRecord(m_record, sequence);
    for (const Page page : {Frame, Deflate, Wamp}) {
        setTabEnabled(page, false);
    }
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&m_record)) {
        showFrame(*frame);
    } else {
        m_structure->showMessage(payload(), hintOf(m_record, 0));
    }
    setTabEnabled(Hex, !m_structure->payload().isEmpty());
    showHandshake();
    choosePage();
}

const Tap::OpenRecord *DetailPane::open() const
{
    const auto *self = std::get_if<Tap::OpenRecord>(&m_record);
    return self ? self : m_store->openOf(Tap::headOf(m_record).connection);
}

DocumentHint DetailPane::hintOf(const Tap::Record &record, quint8 messageOpcode) const
{
    const auto *message = std::get_if<Tap::MessageRecord>(&record);
    const bool isText = message ? !message->isBinary : messageOpcode == quint8(Core::Opcode::Text);
    const Tap::OpenRecord *open = m_store->openOf(Tap::headOf(record).connection);
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    const bool isControl = frame && frame->header.isControl();
    return {.isText = isText, .subprotocol = open && !isControl ? open->subprotocol : QByteArray()};
}

QByteArray DetailPane::payload() const
{
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&m_record)) {
        return frame->payload; // shared, not copied
    }
    return payloadOf(m_record).toByteArray();
}

void DetailPane::showFrame(const Tap::FrameRecord &frame)
{
    const MessageParts message = messageAround(*m_store, m_sequence, frame, MaxAssembledOctets);
    m_structure->showMessage(message.payload, hintOf(m_record, message.opcode));
    const MessageFragments fragments = fragmentsAround(*m_store, m_sequence);
    setTabEnabled(Frame, true);
    const Tap::OpenRecord *handshake = open();
    m_frames->showFrames(m_sequence, frame, fragments,
                         handshake ? std::optional(handshake->role) : std::nullopt);
    showDeflate(frame, fragments, message.payload);
    if (!frame.header.isControl()) {
        showWamp(fragments, message.payload);
    }
}

void DetailPane::showDeflate(const Tap::FrameRecord &frame, const MessageFragments &fragments,
                             const QByteArray &message)
{
    DeflatedMessage deflated{.direction = frame.direction,
                             .isControl = frame.header.isControl(),
                             .isWhole = fragments.isComplete,
                             .payload = message};
    for (const Fragment &fragment : fragments.fragments) {
        deflated.wireOctets += fragment.header.payloadLength;
    }
    deflated.isCompressed =
        !fragments.fragments.isEmpty() && (fragments.fragments.front().header.rsv & Core::Rsv1) != 0;
    const TrafficNumbers::Numbers *numbers = m_numbers ? m_numbers->of(frame.head.connection) : nullptr;
    m_deflate->showGroups(deflateGroups(open(), deflated, numbers ? numbers->sent : DeflateTotals(),
                                        numbers ? numbers->received : DeflateTotals()));
    setTabEnabled(Deflate, true);
}

void DetailPane::showWamp(const MessageFragments &fragments, const QByteArray &message)
{
    const Tap::OpenRecord *handshake = open();
    const bool isWamp = handshake && isWampSubprotocol(handshake->subprotocol);
    setTabEnabled(Wamp, isWamp);
    if (!isWamp) {
        m_wamp->clear();
        return;
    }
    // A row that is not the last frame of its message has no text and no pair of its own.
    const quint64 last = fragments.fragments.isEmpty() ? m_sequence : fragments.fragments.back().sequence;
    m_wamp->showMessage(last, message, handshake->subprotocol, m_wampIndex);
}

void DetailPane::showHandshake()
{
    const Tap::OpenRecord *handshake = open();
    setTabEnabled(Handshake, handshake != nullptr);
    if (handshake) {
        m_handshake->showHandshake(*handshake);
    }
}

DiffSide DetailPane::sideOf(quint64 sequence) const
{
    const Tap::Record &record = m_store->at(sequence);
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
        const MessageParts message = messageAround(*m_store, sequence, *frame, MaxAssembledOctets);
        return {message.payload, hintOf(record, message.opcode)};
    }
    return {payloadOf(record).toByteArray(), hintOf(record, 0)};
}

void DetailPane::showDiff(quint64 first, quint64 second)
{
    if (!m_store->contains(first) || !m_store->contains(second)) {
        return;
    }
    const QLocale locale;
    m_diff->compare(sideOf(first), locale.toString(first), sideOf(second), locale.toString(second));
    setTabEnabled(Diff, true);
    setCurrentIndex(Diff);
}

bool DetailPane::jumpToPair()
{
    const quint64 pair = m_wampIndex && m_sequence != 0 ? m_wampIndex->pairOf(m_sequence) : 0;
    if (pair != 0) {
        Q_EMIT jumpRequested(pair);
    }
    return pair != 0;
}

void DetailPane::choosePage()
{
    setCurrentIndex(isTabEnabled(m_wanted) ? m_wanted : Message);
}

void DetailPane::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) {
        return;
    }
    // Their colours were taken from the palette.
    if (std::holds_alternative<Tap::FrameRecord>(m_record)) {
        m_frames->showAgain();
    }
    showHandshake();
}

} // namespace Gantry::Inspector
