// SPDX-License-Identifier: GPL-3.0-only
#include "ui/framepage.h"

#include "decode/framefields.h"
#include "decode/payloadtext.h"
#include "ui/fieldtree.h"
#include "ui/theme.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

FramePage::FramePage(QWidget *parent)
    : QWidget(parent)
    , m_note(new QLabel(this))
    , m_fields(makeFieldTree({tr("Field"), tr("Value"), tr("Meaning")}, this))
{
    m_fields->setAccessibleName(tr("Fields of the frame's header"));
    m_fields->setRootIsDecorated(false);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_note->setContentsMargins(8, 6, 8, 6);
    m_note->setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_note);
    layout->addWidget(m_fields, 1);
}

void FramePage::showFrame(const Tap::FrameRecord &frame, std::optional<Core::Role> role)
{
    const SemanticColors &colors = semanticColors(palette());
    QPalette noteColors; // only what differs; the rest follows the theme
    noteColors.setColor(QPalette::Window, colors.problemTint);
    noteColors.setColor(QPalette::WindowText, colors.problem);
    m_note->setPalette(noteColors);
    m_note->setVisible(!frame.note.isEmpty());
    m_note->setText(u"⚠ "_s + previewLine(frame.note));

    m_fields->clear();
    for (const FrameField &field : frameFields(frame, role)) {
        fillFieldItem(*new QTreeWidgetItem(m_fields), field);
    }
    fitFieldTree(*m_fields);
}

} // namespace Gantry::Inspector
