// SPDX-License-Identifier: GPL-3.0-only
#include "ui/filteredit.h"

#include "ui/theme.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QInputMethodEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtGui/QStandardItemModel>
#include <QtGui/QTextCharFormat>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QStyledItemDelegate>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int PlaceRole = Qt::UserRole; //!< in FilterCompletion::suggestions
constexpr int ExplanationRole = Qt::UserRole + 1;
constexpr int MaxSuggestions = 200;

//! What is put in on the left, what it means beside it.
class SuggestionDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        constexpr int Gap = 16;
        const bool isSelected = (option.state & QStyle::State_Selected) != 0;
        const int text = option.fontMetrics.horizontalAdvance(index.data().toString());
        const QRect place = option.rect.adjusted(std::max(text, 120) + Gap, 0, -6, 0);
        painter->save();
        painter->setPen(isSelected ? option.palette.color(QPalette::HighlightedText)
                                   : semanticColors(option.palette).muted);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(ExplanationRole).toString(),
                                                        Qt::ElideRight, place.width()));
        painter->restore();
    }
};

} // namespace

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_model(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_model, this))
{
    m_completer->setWidget(this); // not setCompleter(): that would replace the whole text
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setItemDelegate(new SuggestionDelegate(m_completer->popup()));
    m_completer->popup()->setAccessibleName(tr("Suggestions"));
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            &FilterEdit::insertSuggestion);
    // Queued: the popup that is on show now is done with the key first.
    connect(
        this, &QLineEdit::textEdited, this, [this] { suggest(false); }, Qt::QueuedConnection);
}

QAbstractItemView *FilterEdit::suggestions() const
{
    return m_completer->popup();
}

bool FilterEdit::isChoosing() const
{
    return suggestions()->isVisible() && suggestions()->currentIndex().isValid();
}

//! Tab takes the suggestion that is chosen, or the first, and goes elsewhere without any.
bool FilterEdit::event(QEvent *event)
{
    const bool isTab =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Tab;
    if (isTab && suggestions()->isVisible()) {
        const QModelIndex chosen = suggestions()->currentIndex();
        suggestions()->hide();
        insertSuggestion(chosen.isValid() ? chosen : m_model->index(0, 0));
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isAsked = event->key() == Qt::Key_Down
        || (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier);
    if (isAsked && !suggestions()->isVisible()) {
        suggest(true);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::suggest(bool isAsked)
{
    m_completion = {};
    if (isAsked || (hasFocus() && !text().isEmpty())) {
        m_completion = completeFilter(text(), cursorPosition(), m_hints ? m_hints() : FilterHints());
    }
    const QList<FilterSuggestion> &list = m_completion.suggestions;
    const QStringView word = QStringView(text()).mid(m_completion.position, m_completion.length);
    if (list.isEmpty() || (list.size() == 1 && list.first().text == word)) {
        suggestions()->hide();
        return;
    }
    m_model->clear();
    for (int i = 0; i < std::min(int(list.size()), MaxSuggestions); ++i) {
        auto *item = new QStandardItem(list[i].text);
        item->setData(i, PlaceRole);
        item->setData(list[i].explanation, ExplanationRole);
        item->setToolTip(list[i].explanation);
        item->setAccessibleText(list[i].text + u", "_s + list[i].explanation);
        m_model->appendRow(item);
    }
    constexpr int Width = 460;
    QRect place = rect();
    place.setLeft(std::clamp(width() - Width, 0, cursorRect().left()));
    place.setWidth(Width);
    m_completer->complete(place);
    suggestions()->setCurrentIndex({}); // Enter applies what is written, unless one is chosen
}

void FilterEdit::insertSuggestion(const QModelIndex &index)
{
    const FilterSuggestion suggestion = m_completion.suggestions.value(index.data(PlaceRole).toInt());
    const bool goesOn =
        suggestion.text.endsWith(u'.') || suggestion.text == "("_L1 || suggestion.text == "!"_L1;
    setSelection(int(m_completion.position), int(m_completion.length));
    insert(suggestion.text + (goesOn ? QString() : u" "_s));
}

void FilterEdit::underline(qsizetype position, qsizetype length)
{
    QTextCharFormat format;
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    format.setUnderlineColor(semanticColors(palette()).problem);
    // A line edit has no formats of its own; it takes those of input methods, by the cursor.
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        attributes.append(
            {QInputMethodEvent::TextFormat, int(position - cursorPosition()), int(length), format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

} // namespace Gantry::Inspector
