// SPDX-License-Identifier: GPL-3.0-only
#include "ui/structurepage.h"

#include "decode/documenttext.h"
#include "decode/frametext.h"
#include "ui/documentview.h"
#include "ui/hexview.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

StructurePage::StructurePage(QWidget *parent)
    : QWidget(parent)
    , m_format(new QComboBox(this))
    , m_state(new QLabel(this))
    , m_path(new QLabel(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_tree(new DocumentView(this))
    , m_hex(new HexView(this))
{
    m_hex->setFrameShape(QFrame::NoFrame);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_hex);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    buildTop(top);
    layout->addLayout(top);
    layout->addWidget(m_splitter, 1);

    connect(&m_loader, &DocumentLoader::started, this, [this] {
        m_tree->setDocument({});
        showState(tr("Reading…"), false);
    });
    connect(&m_loader, &DocumentLoader::loaded, this, &StructurePage::showDocument);
    connect(m_tree, &DocumentView::nodeChosen, this, &StructurePage::showNodeOctets);
    connect(m_tree, &DocumentView::filterWanted, this, &StructurePage::filterWanted);
    connect(m_hex, &HexView::octetsChosen, this, &StructurePage::showNodeAt);
    clear();
}

void StructurePage::buildTop(QHBoxLayout *layout)
{
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    m_format->addItem(tr("Guess"), -1);
    for (const DocumentFormat format :
         {DocumentFormat::Json, DocumentFormat::Cbor, DocumentFormat::MessagePack, DocumentFormat::None}) {
        m_format->addItem(format == DocumentFormat::None ? tr("Octets only") : formatName(format),
                          int(format));
    }
    m_format->setAccessibleName(tr("Format that the message is read in"));
    m_format->setToolTip(tr("Read the message in this format"));
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_path->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_path->setAccessibleName(tr("Path of the chosen value"));
    layout->addWidget(m_format);
    layout->addWidget(m_state);
    layout->addWidget(m_path, 1);
    connect(m_format, &QComboBox::activated, this, &StructurePage::load);
}

void StructurePage::showMessage(const QByteArray &payload, const DocumentHint &hint)
{
    const bool isSame =
        payload.size() == m_payload.size() && payload.constData() == m_payload.constData() && hint == m_hint;
    if (isSame && !payload.isEmpty()) {
        return; // the other frames of a message show the same
    }
    m_payload = payload;
    m_hint = hint;
    m_hex->setData(payload);
    m_path->clear();
    load();
}

void StructurePage::load()
{
    DocumentHint hint = m_hint;
    const int chosen = m_format->currentData().toInt();
    if (chosen >= 0) {
        hint.chosen = DocumentFormat(chosen);
    }
    m_loader.load(m_payload, hint);
}

void StructurePage::showState(const QString &text, bool isProblem)
{
    m_isProblem = isProblem;
    m_state->setText(text);
    colorState();
}

void StructurePage::colorState()
{
    QPalette colors; // only what differs; the rest follows the theme
    if (m_isProblem) {
        colors.setColor(QPalette::WindowText, semanticColors(palette()).problem);
    }
    m_state->setPalette(colors);
}

void StructurePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colorState();
    }
}

void StructurePage::showDocument(const DocumentPointer &document)
{
    m_tree->setDocument(document);
    m_tree->setVisible(!document->isEmpty());
    const quint32 values = document->nodeCount() - 1;
    QString state = document->format() == DocumentFormat::None
        ? tr("%1, no structure that is known").arg(octetsText(quint64(m_payload.size())))
        : tr("%1, %2 values").arg(formatName(document->format()), QLocale().toString(values));
    if (!document->isComplete()) {
        state += u" — ⚠ "_s
            + tr("%1 (at octet %2)").arg(document->problem(), QLocale().toString(document->problemOffset()));
    }
    showState(m_payload.isEmpty() ? QString() : state, !document->isComplete());
    Q_EMIT documentShown();
}

void StructurePage::showNodeOctets(quint32 node)
{
    const Document &document = *m_tree->documentModel().document();
    const DocumentNode &entry = document.at(node);
    m_path->setText(nodePath(document, node));
    if (node != 0 && entry.end() > entry.begin()) {
        m_hex->select(entry.begin(), qsizetype(entry.end()) - 1);
    }
}

void StructurePage::showNodeAt(qsizetype first, qsizetype last)
{
    const Document &document = *m_tree->documentModel().document();
    const quint32 node = document.innermostAt(first, last);
    m_tree->showNode(node);
    m_path->setText(node == 0 ? QString() : nodePath(document, node));
}

} // namespace Gantry::Inspector
