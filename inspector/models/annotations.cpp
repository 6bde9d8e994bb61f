// SPDX-License-Identifier: GPL-3.0-only
#include "models/annotations.h"

#include "store/recordstore.h"

#include <QtCore/QLocale>
#include <QtGui/QTextDocument>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

Qt::Alignment alignmentOf(int column)
{
    return (column == Annotations::Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace

Annotations::Annotations(const RecordStore *store, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
{
    connect(store, &RecordStore::trimmed, this, &Annotations::dropBefore);
    connect(store, &RecordStore::cleared, this, [this] { dropBefore(m_store->firstSequence()); });
}

int Annotations::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int Annotations::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString Annotations::text(const Row &row, int column) const
{
    switch (column) {
    case Number:
        return QLocale().toString(row.sequence);
    case Bookmark:
        return row.annotation.isBookmarked ? tr("★ bookmark") : QString();
    case Tags:
        return row.annotation.tags.join(u", "_s);
    default:
        return row.annotation.comment;
    }
}

QVariant Annotations::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column()).section(u'\n', 0, 0);
    case Qt::ToolTipRole:
        // Comments come from files too: they are no markup.
        return index.column() == Comment && !row.annotation.comment.isEmpty()
            ? Qt::convertFromPlainText(text(row, Comment))
            : QVariant();
    case SequenceRole:
        return row.sequence;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(index.column()));
    default:
        return {};
    }
}

QVariant Annotations::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(alignmentOf(section));
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Number:
        return tr("No.");
    case Bookmark:
        return tr("Bookmark");
    case Tags:
        return tr("Tags");
    case Comment:
        return tr("Comment");
    default:
        return {};
    }
}

std::vector<Annotations::Row>::const_iterator Annotations::place(quint64 sequence) const
{
    return std::lower_bound(m_rows.cbegin(), m_rows.cend(), sequence,
                            [](const Row &row, quint64 number) { return row.sequence < number; });
}

const Annotation *Annotations::of(quint64 sequence) const
{
    const auto row = place(sequence);
    return row != m_rows.cend() && row->sequence == sequence ? &row->annotation : nullptr;
}

void Annotations::set(quint64 sequence, Annotation annotation)
{
    annotation.comment = annotation.comment.trimmed().left(MaxCommentLength);
    const Annotation *known = of(sequence);
    if (!m_store->contains(sequence) || annotation == (known ? *known : Annotation())) {
        return;
    }
    const bool hasOtherTags = annotation.tags != m_tags.value(sequence);
    if (annotation.tags.isEmpty()) {
        m_tags.remove(sequence);
    } else {
        m_tags.insert(sequence, annotation.tags);
    }
    if (annotation.isEmpty()) {
        const auto row = int(place(sequence) - m_rows.cbegin());
        remove(row, row);
    } else {
        put(sequence, annotation);
    }
    Q_EMIT changed(sequence);
    if (hasOtherTags) {
        Q_EMIT tagsChanged();
    }
}

void Annotations::put(quint64 sequence, const Annotation &annotation)
{
    const auto row = int(place(sequence) - m_rows.cbegin());
    if (of(sequence)) {
        m_rows[std::size_t(row)].annotation = annotation;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    beginInsertRows({}, row, row);
    m_rows.insert(m_rows.begin() + row, {sequence, annotation});
    endInsertRows();
}

void Annotations::remove(int first, int last)
{
    beginRemoveRows({}, first, last);
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    endRemoveRows();
}

void Annotations::dropBefore(quint64 sequence)
{
    const auto rows = int(place(sequence) - m_rows.cbegin());
    if (rows == 0) {
        return;
    }
    m_tags.removeIf([sequence](auto entry) { return entry.key() < sequence; });
    remove(0, rows - 1);
}

void Annotations::toggleBookmark(quint64 sequence)
{
    const Annotation *known = of(sequence);
    Annotation annotation = known ? *known : Annotation();
    annotation.isBookmarked = !annotation.isBookmarked;
    set(sequence, std::move(annotation));
}

void Annotations::addComment(quint64 sequence, const QString &text)
{
    const Annotation *known = of(sequence);
    Annotation annotation = known ? *known : Annotation();
    annotation.comment += annotation.comment.isEmpty() ? text : u'\n' + text;
    set(sequence, std::move(annotation));
}

QHash<quint64, QByteArray> Annotations::exportedComments() const
{
    QHash<quint64, QByteArray> comments;
    for (const Row &row : m_rows) {
        if (!row.annotation.comment.isEmpty()) {
            comments.insert(row.sequence, row.annotation.comment.toUtf8());
        }
    }
    return comments;
}

quint64 Annotations::nextBookmark(quint64 sequence, bool forward) const
{
    const auto isBookmark = [](const Row &row) { return row.annotation.isBookmarked; };
    if (forward) {
        const auto found = std::find_if(place(sequence + 1), m_rows.cend(), isBookmark);
        return found != m_rows.cend() ? found->sequence : 0;
    }
    const auto before = std::make_reverse_iterator(place(sequence));
    const auto found = std::find_if(before, m_rows.crend(), isBookmark);
    return found != m_rows.crend() ? found->sequence : 0;
}

QStringList Annotations::distinctTags() const
{
    QStringList tags;
    for (const QStringList &some : m_tags) {
        tags += some;
    }
    tags.sort();
    tags.removeDuplicates();
    return tags;
}

QStringList tagsFromText(const QString &text)
{
    QStringList tags;
    const QStringList parts = text.split(u',');
    for (const QString &part : parts) {
        const QString tag = part.simplified().left(Annotations::MaxTagLength);
        if (!tag.isEmpty() && !tags.contains(tag)) {
            tags.append(tag);
        }
    }
    return tags;
}

} // namespace Gantry::Inspector
