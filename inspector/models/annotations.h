// SPDX-License-Identifier: GPL-3.0-only
// What people put on records: bookmarks, comments and tags; a table of them, by record.
// They go with their records when the store lets these go.
#pragma once

#include <QtCore/QAbstractTableModel>
#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <vector>

namespace Gantry::Inspector {

class RecordStore;

struct Annotation
{
    bool isBookmarked = false;
    QString comment = {};
    QStringList tags = {};
    bool operator==(const Annotation &) const = default;
    bool isEmpty() const noexcept { return !isBookmarked && comment.isEmpty() && tags.isEmpty(); }
};

using RecordTags = QHash<quint64, QStringList>;

class Annotations : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Number, Bookmark, Tags, Comment };
    static constexpr int ColumnCount = 4;
    static constexpr int SequenceRole = Qt::UserRole;
    //! Of a comment, and of a tag; what is behind is cut.
    static constexpr qsizetype MaxCommentLength = 32 * 1024;
    static constexpr qsizetype MaxTagLength = 100;

    //! \a store is borrowed and must outlive this.
    explicit Annotations(const RecordStore *store, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    //! nullptr: there is nothing on it.
    const Annotation *of(quint64 sequence) const;
    //! Puts \a annotation in the place of what is there; an empty one takes it away.
    //! Ignored if the store does not have the record.
    void set(quint64 sequence, Annotation annotation);
    void toggleBookmark(quint64 sequence);
    //! Puts \a text behind what is said there already.
    void addComment(quint64 sequence, const QString &text);
    //! All comments by record, as exports take them: UTF-8.
    QHash<quint64, QByteArray> exportedComments() const;

    //! The nearest bookmark behind, or before, \a sequence; 0: there is none.
    quint64 nextBookmark(quint64 sequence, bool forward) const;
    //! A copy may be read in any thread.
    const RecordTags &tags() const noexcept { return m_tags; }
    //! Every tag once, by the alphabet.
    QStringList distinctTags() const;

Q_SIGNALS:
    void changed(quint64 sequence);
    void tagsChanged();

private:
    struct Row
    {
        quint64 sequence;
        Annotation annotation;
    };

    std::vector<Row>::const_iterator place(quint64 sequence) const;
    void put(quint64 sequence, const Annotation &annotation);
    void remove(int first, int last);
    void dropBefore(quint64 sequence);
    QString text(const Row &row, int column) const;

    const RecordStore *m_store;
    std::vector<Row> m_rows; //!< by sequence
    RecordTags m_tags;
};

//! "slow, to check" as tags: without blanks around them, each once.
QStringList tagsFromText(const QString &text);

} // namespace Gantry::Inspector
