// SPDX-License-Identifier: GPL-3.0-only
// What WAMP says about each record of a store: type and URI, which record answers it and how
// long that took. Follows the store in slices of the event loop, so that a table can show
// answers for its rows without reading any message twice.
//
// Costs 40 octets a WAMP message and some more a distinct URI. Bounds: MaxEntries messages
// (the oldest are forgotten first), MaxUris distinct URIs (later ones are not kept).
#pragma once

#include "decode/wampconversation.h"
#include "models/storefollower.h"
#include "models/wampentries.h"
#include "models/wampnamemodel.h"

#include <QtCore/QObject>

#include <unordered_map>

namespace Gantry::Inspector {

class WampIndex : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype MaxEntries = 2'000'000;
    static constexpr qsizetype MaxUris = 65'536;

    //! \a store is borrowed and must outlive the index.
    explicit WampIndex(const RecordStore *store, QObject *parent = nullptr);

    // Of the record that completes a message. Others, and those that the index has not got
    // to, have empty texts, 0 and nullopt.
    QString wampText(quint64 sequence) const;
    //! The record that answers it or that it answers; of a progressive result the last one.
    quint64 pairOf(quint64 sequence) const;
    std::optional<qint64> latencyNs(quint64 sequence) const;
    //! "→105 2.1 ms"
    QString pairColumn(quint64 sequence) const;
    //! An ERROR or ABORT, or an answer to nothing that was asked.
    bool isProblem(quint64 sequence) const;
    //! For a filter: the name of the type, "CALL", the URI and the id of the request.
    struct Facts
    {
        QByteArray type = {};
        QByteArray uri = {};
        quint64 id = 0;
        bool operator==(const Facts &) const = default;
    };
    std::optional<Facts> factsOf(quint64 sequence) const;
    //! All of it; a copy may be read in any thread. What an entry says of its own message is
    //! final; that a request was answered is added later.
    const WampEntries &entries() const noexcept { return m_entries; }
    //! The topic or procedure of the record's message, also where it says only an id.
    QByteArray uriOf(quint64 sequence) const;

    //! The subprotocol of \a connection, if it is one of WAMP's.
    QByteArray subprotocolOf(quint64 connection) const;
    WampNameModel *names() noexcept { return &m_names; }

    //! Every record before this has been looked at.
    quint64 position() const noexcept { return m_follower.position(); }
    //! Looks at all that is in the store now, however long it takes.
    void finish() { m_follower.finish(); }

Q_SIGNALS:
    //! Texts and pairs of records in [first, end) may be others now.
    void advanced(quint64 first, quint64 end);
    //! Records before the range that advanced() is about to tell were answered in it: ascending,
    //! each once.
    void requestsAnswered(const QList<quint64> &sequences);
    //! An answer came, and how long it took.
    void answered(quint64 connection, qint64 timeNs, qint64 latencyNs);

private:
    void endSlice(quint64 first, quint64 end);
    void look(quint64 sequence, const Tap::Record &record);
    void lookAtFrame(quint64 sequence, const Tap::FrameRecord &frame);
    void take(WampEntry &entry, const WampConversation::Message &message, bool isFirst);
    void noteAnswer(quint64 sequence, const WampTracker::Finding &finding);
    void noteName(quint64 connection, quint64 sequence, const QByteArray &uri,
                  const WampTracker::Finding &finding);
    WampConversation &conversationOf(quint64 connection);
    quint32 internUri(const QByteArray &uri);
    void dropBefore(quint64 sequence);
    void restart();

    const RecordStore *m_store;
    WampEntries m_entries;
    std::unordered_map<quint64, WampConversation> m_conversations;
    QHash<QByteArray, quint32> m_uriNumbers;
    WampNameModel m_names;
    static constexpr quint64 NothingChanged = ~quint64(0);
    quint64 m_lowestChanged = NothingChanged; //!< of this slice
    QList<quint64> m_answered; //!< requests, in this slice
    StoreFollower m_follower;
};

} // namespace Gantry::Inspector
