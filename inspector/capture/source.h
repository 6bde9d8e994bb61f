// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tap/record.h"

#include <QtCore/QList>
#include <QtCore/QObject>

namespace Gantry::Inspector {

//! Somewhere that records come from: a proxy, a watched process, the demo, a file.
//! Lives in the thread that made it and reports there; work that takes long happens
//! behind it. Connection numbers are unique within one source only.
class Source : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    //! What a person recognises it by: "Proxy ws://127.0.0.1:8899 → ws://…".
    virtual QString title() const = 0;
    //! Begins; started() or failed() follows, possibly before this returns.
    virtual void start() = 0;
    //! Ends; finished() follows, after the last records.
    virtual void stop() = 0;
    //! Whether a run that nobody watches is over when this has finished, whatever else
    //! still runs.
    virtual bool leadsTheRun() const { return false; }

Q_SIGNALS:
    //! \a where is the address of a listener, empty for other sources.
    void started(const QString &where);
    //! Records in the order of their time, many at once (at most every 16 ms).
    void recordsReady(const QList<Gantry::Tap::Record> &records);
    //! What people wrote about records, by their place in the last recordsReady(); right
    //! after it.
    void commentsReady(const QList<std::pair<qsizetype, QString>> &comments);
    //! It cannot begin, or cannot go on; finished() follows in the latter case.
    void failed(const QString &text);
    //! English; worth telling, and nothing ends by it: a connection that could not be
    //! read, a program that ended.
    void noticed(const QString &text);
    //! Of a source with an end, such as a file: octets of all; \a done is \a total at the end.
    void progressChanged(qint64 done, qint64 total);
    void finished();
};

} // namespace Gantry::Inspector
