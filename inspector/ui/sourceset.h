// SPDX-License-Identifier: GPL-3.0-only
// The sources that run now: starts them, passes their records to the store, says
// where they listen and how they failed, and lets them go when they end.
#pragma once

#include "capture/source.h"

#include <QtCore/QStringList>

#include <memory>
#include <vector>

namespace Gantry::Inspector {

class RecordStore;

class SourceSet final : public QObject
{
    Q_OBJECT

public:
    //! \a store is borrowed.
    explicit SourceSet(RecordStore *store, QObject *parent = nullptr);
    ~SourceSet() override;

    //! Starts \a source; its number is unique for good.
    int add(std::unique_ptr<Source> source);
    //! Asks source \a number to end; it stays until it has.
    void stop(int number);
    void stopAll();

    bool isEmpty() const noexcept { return m_entries.empty(); }
    QList<int> numbers() const;
    QString title(int number) const;
    //! Where each listens, or its title if it does not.
    QStringList descriptions() const;

Q_SIGNALS:
    //! One came, went, or began to listen.
    void changed();
    //! A source brought a record with what somebody wrote about it.
    void commented(quint64 sequence, const QString &text);
    void failed(const QString &title, const QString &text);
    //! As Source::noticed().
    void noticed(const QString &title, const QString &text);
    //! As Source::progressChanged().
    void progressed(int number, qint64 done, qint64 total);
    //! Source \a number is gone.
    void removed(int number);

private:
    struct Entry
    {
        int number = 0;
        std::unique_ptr<Source> source;
        QString where;
        bool started = false;
    };

    void connectSource(int number, Source *source);
    void takeRecords(int number, const QList<Tap::Record> &records);
    void takeComments(const QList<std::pair<qsizetype, QString>> &comments);
    void sourceStarted(int number, const QString &where);
    void sourceFailed(int number, const QString &text);
    void remove(int number);
    Entry *find(int number);
    const Entry *find(int number) const;

    RecordStore *m_store;
    std::vector<Entry> m_entries;
    int m_lastNumber = 0;
    quint64 m_lastFirst = 0; //!< sequence of the first record taken last; 0: not all were stored
};

} // namespace Gantry::Inspector
