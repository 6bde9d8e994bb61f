// SPDX-License-Identifier: GPL-3.0-only
#include "ui/wamppage.h"

#include "decode/documenttext.h"
#include "decode/payloadtext.h"
#include "decode/wamptext.h"
#include "models/wampindex.h"
#include "ui/fieldtree.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Rows that one message gets; the page beside this one shows all of it.
constexpr int MaxRows = 500;
//! Messages of a batch that are shown.
constexpr qsizetype MaxShownMessages = 100;
constexpr DocumentBounds ShownBounds{.maxNodes = 20'000, .maxDepth = 32, .maxOctets = 1024 * 1024};

bool isFailure(const WampFrame &frame)
{
    return frame.typeName == "ERROR" || frame.typeName == "ABORT";
}

} // namespace

WampPage::WampPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_pair(new QLabel(this))
    , m_jump(new QPushButton(this))
    , m_problem(new QLabel(this))
    , m_tree(makeFieldTree({tr("Element"), tr("Value"), tr("Type")}, this))
{
    m_tree->setAccessibleName(tr("Elements of the WAMP message"));
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_problem->setContentsMargins(8, 4, 8, 4);
    m_problem->setWordWrap(true);
    m_problem->setAutoFillBackground(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->setSpacing(8);
    top->addWidget(m_title, 1);
    top->addWidget(m_pair);
    top->addWidget(m_jump);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_problem);
    layout->addWidget(m_tree, 1);
    connect(m_jump, &QPushButton::clicked, this, [this] { Q_EMIT jumpRequested(m_pairSequence); });
    clear();
}

void WampPage::clear()
{
    m_frames = {};
    m_sequence = 0;
    m_problemText.clear();
    m_title->clear();
    showPair(nullptr);
    fill();
}

void WampPage::showMessage(quint64 sequence, const QByteArray &message, const QByteArray &subprotocol,
                           const WampIndex *index)
{
    m_sequence = sequence;
    m_frames = readWampFrames(message, subprotocol, ShownBounds);
    const bool isShort = message.size() <= WampConversation::MaxAssembledOctets;
    m_problemText = isShort ? wampProblem(message, subprotocol) : QString();
    if (m_frames.frames.isEmpty() && m_problemText.isEmpty()) {
        m_problemText = m_frames.document.problem();
    }
    QString title = index ? index->wampText(sequence) : QString();
    if (title.isEmpty() && !m_frames.frames.isEmpty()) {
        title = wampText(m_frames.frames.front());
    }
    m_title->setText(title);
    showPair(index);
    fill();
}

void WampPage::showPair(const WampIndex *index)
{
    m_pairSequence = index ? index->pairOf(m_sequence) : 0;
    m_pair->setVisible(m_pairSequence != 0);
    m_jump->setVisible(m_pairSequence != 0);
    if (m_pairSequence == 0) {
        return;
    }
    const bool isRequest = m_pairSequence > m_sequence;
    const auto latency = index->latencyNs(m_sequence);
    const QString number = QLocale().toString(m_pairSequence);
    if (!latency) {
        m_pair->setText(tr("is about record %1").arg(number));
    } else {
        m_pair->setText(isRequest ? tr("answered by record %1 after %2").arg(number, durationText(*latency))
                                  : tr("answers record %1, after %2").arg(number, durationText(*latency)));
    }
    m_jump->setText(isRequest ? tr("Go to the &Answer") : tr("Go to the &Request"));
    m_jump->setToolTip(tr("Choose record %1").arg(number));
}

void WampPage::fill()
{
    const SemanticColors &colors = semanticColors(palette());
    QPalette problemColors;
    problemColors.setColor(QPalette::Window, colors.problemTint);
    problemColors.setColor(QPalette::WindowText, colors.problem);
    m_problem->setPalette(problemColors);
    m_problem->setVisible(!m_problemText.isEmpty());
    m_problem->setText(u"⚠ "_s + tr("Against the rules of WAMP: %1").arg(m_problemText));

    m_tree->clear();
    const bool isBatch = m_frames.frames.size() > 1;
    for (const WampFrame &frame : m_frames.frames.first(std::min(m_frames.frames.size(), MaxShownMessages))) {
        QTreeWidgetItem *parent = m_tree->invisibleRootItem();
        if (isBatch) {
            parent = new QTreeWidgetItem(m_tree, {wampText(frame)});
            parent->setExpanded(true);
        }
        addFrame(parent, frame);
    }
    fitFieldTree(*m_tree);
}

void WampPage::addFrame(QTreeWidgetItem *parent, const WampFrame &frame)
{
    int budget = MaxRows;
    const QString code = QString::number(frame.type);
    const QString name = QString::fromLatin1(frame.typeName);
    auto *type = new QTreeWidgetItem(
        parent, {tr("Message"), name.isEmpty() ? code : u"%1 (%2)"_s.arg(name, code), {}});
    setFixedFont(*type, 1);
    for (const WampField &field : wampFields(m_frames.document, frame)) {
        addNode(parent, field.name, field.node, budget);
    }
    if (frame.requestType != 0 && parent->childCount() > 1) {
        // The first element of an ERROR is a code, too.
        const QString request = QString::fromLatin1(wampTypeName(frame.requestType));
        parent->child(1)->setText(1, u"%1 (%2)"_s.arg(request, QString::number(frame.requestType)));
    }
    if (isFailure(frame)) {
        const QColor color = semanticColors(palette()).problem;
        for (int row = 0; row < parent->childCount(); ++row) {
            for (int column = 0; column < m_tree->columnCount(); ++column) {
                parent->child(row)->setForeground(column, color);
            }
        }
        type->setText(1, u"⚠ "_s + type->text(1));
    }
}

//! Recursion ends where the document does (ShownBounds).
void WampPage::addNode(QTreeWidgetItem *parent, const QString &name, quint32 node, int &budget)
{
    if (budget-- <= 0) {
        return;
    }
    const Document &document = m_frames.document;
    const DocumentNode &entry = document.at(node);
    const bool isOpenable = isContainer(entry.type) && entry.children > 0;
    auto *item =
        new QTreeWidgetItem(parent,
                            {name, isOpenable ? compactText(document, node) : valueText(document, node),
                             typeText(document, node)});
    setFixedFont(*item, 1);
    item->setToolTip(1, item->text(1));
    for (quint32 child = node + 1; isOpenable && child < entry.next; child = document.at(child).next) {
        const QString childName = document.at(child).keySize > 0 ? keyText(document, child)
                                                                 : QString::number(document.at(child).row);
        addNode(item, childName, child, budget);
    }
    // Two levels are open.
    const bool isTop = parent == m_tree->invisibleRootItem() || parent->parent() == nullptr;
    item->setExpanded(isTop && isOpenable);
}

void WampPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        fill(); // its colours were taken from the palette
    }
}

} // namespace Gantry::Inspector
