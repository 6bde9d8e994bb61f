// SPDX-License-Identifier: GPL-3.0-only
#include "ui/messagepage.h"

#include "decode/frametext.h"
#include "decode/jsontext.h"
#include "decode/payloadtext.h"
#include "decode/recordstory.h"
#include "models/messageparts.h"

#include <QtCore/QLocale>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

MessagePage::MessagePage(const RecordStore *store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_summary(new QLabel(this))
    , m_indent(new QCheckBox(tr("&Indent JSON"), this))
    , m_text(new QPlainTextEdit(this))
    , m_omitted(new QLabel(this))
{
    m_text->setReadOnly(true);
    m_text->setLayoutDirection(Qt::LeftToRight);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(8);
    m_text->setAccessibleName(tr("Text of the message"));
    m_text->setTabChangesFocus(true);
    m_indent->setToolTip(tr("Show each member on its own line; nothing else is changed"));
    m_indent->setChecked(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_omitted->setContentsMargins(8, 4, 8, 4);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->addWidget(m_summary, 1);
    top->addWidget(m_indent);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_omitted);
    connect(m_indent, &QCheckBox::toggled, this, &MessagePage::showPayload);
    clear();
}

void MessagePage::clear()
{
    showText({}, {});
}

void MessagePage::showRecord(const Tap::Record &record, quint64 sequence)
{
    const QString story = recordStory(record);
    if (const auto *frame = std::get_if<Tap::FrameRecord>(&record); frame && story.isEmpty()) {
        showFrame(*frame, sequence);
        return;
    }
    if (!story.isEmpty()) {
        showText(recordSummary(record), story);
        return;
    }
    m_payload = payloadOf(record).toByteArray();
    m_isText = looksLikeText(m_payload);
    m_summary->setText(recordSummary(record));
    showPayload();
}

void MessagePage::showFrame(const Tap::FrameRecord &frame, quint64 sequence)
{
    // One octet more than is shown, so that the cut is noticed.
    const MessageParts message = messageAround(*m_store, sequence, frame, MaxShownOctets + 1);
    m_payload = message.payload;
    m_isText = message.opcode == quint8(Core::Opcode::Text) || looksLikeText(m_payload);
    QString summary = recordSummary(frame);
    if (message.frames > 1 && message.isComplete) {
        summary += u" — "_s
            + tr("whole message of %1 frames, %2")
                  .arg(message.frames)
                  .arg(octetsText(quint64(m_payload.size())));
    } else if (!message.isComplete) {
        summary += u" — "_s + tr("part of a message that is not complete here");
    }
    m_summary->setText(summary);
    showPayload();
}

void MessagePage::showText(const QString &summary, const QString &text)
{
    m_payload.clear();
    m_summary->setText(summary);
    m_text->setPlainText(text);
    m_indent->setVisible(false);
    m_omitted->setVisible(false);
}

void MessagePage::showPayload()
{
    const auto json = m_isText ? indentedJson(m_payload) : std::nullopt;
    m_indent->setVisible(json.has_value());
    if (!m_isText) {
        m_text->setPlainText(tr("Binary data: the Hex page shows it."));
        m_omitted->setVisible(false);
        return;
    }
    const BoundedText bounded = boundedText(m_payload);
    const QString text = json && m_indent->isChecked() ? *json : bounded.text;
    const QString folded = foldedLines(text);
    m_text->setPlainText(folded);
    QStringList notes;
    if (bounded.omittedOctets > 0) {
        notes << tr("… %1 more octets").arg(QLocale().toString(bounded.omittedOctets));
    }
    if (folded.size() > text.size()) {
        notes << tr("long lines are folded here, not in what Copy Payload copies");
    }
    m_omitted->setVisible(!notes.isEmpty());
    m_omitted->setText(notes.join(u"; "_s));
}

} // namespace Gantry::Inspector
