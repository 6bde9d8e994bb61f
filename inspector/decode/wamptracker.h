// SPDX-License-Identifier: GPL-3.0-only
// Finds which WAMP message answers which on one connection, and what the ids of its
// subscriptions and registrations stand for. Fed with what was sent and received, in order;
// which side the router is does not matter to it. Knows no store and no octets.
#pragma once

#include "decode/wampframe.h"
#include "tap/record.h"

#include <QtCore/QHash>

#include <deque>
#include <optional>

namespace Gantry::Inspector {

class WampTracker
{
public:
    //! What is kept at most. Of more open requests the oldest count as never answered, of
    //! more names those learned first are forgotten.
    struct Limits
    {
        qsizetype openRequests = 65'536;
        qsizetype names = 16'384;
    };

    enum class NameChange : quint8 { None, Learned, Used, Ended };

    //! What is found out about one message.
    struct Finding
    {
        quint64 request = 0; //!< the record of the request it answers, or is about; 0: none
        std::optional<qint64> latencyNs = {}; //!< since the request; of answers
        bool isFinal = false; //!< the request is done with
        bool isUnexpected = false; //!< an answer to nothing that was asked, as far as was seen
        QByteArray name = {}; //!< topic or procedure that it is about, if it does not say itself
        //! What it means for the name of a subscription or registration.
        NameChange nameChange = NameChange::None;
        bool isRegistration = false;
        quint64 objectId = 0;
        bool operator==(const Finding &) const = default;
    };

    WampTracker() = default;
    explicit WampTracker(const Limits &limits)
        : m_limits(limits)
    { }

    //! \a sequence is the record in which the message was complete.
    Finding feed(quint64 sequence, qint64 timeNs, Core::Direction direction, const WampFrame &frame);

    qsizetype openRequests() const noexcept { return m_open.size(); }

private:
    //! A request id is unique among those of one type that went one way.
    struct Key
    {
        Core::Direction direction;
        quint16 type;
        quint64 id;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed) noexcept
        {
            return qHashMulti(seed, int(key.direction), key.type, key.id);
        }
    };
    struct Request
    {
        quint64 sequence;
        qint64 timeNs;
        QByteArray uri;
        quint64 objectId;
        bool hasMore; //!< more messages of this request follow
    };
    struct NameKey
    {
        bool isRegistration;
        quint64 id;
        bool operator==(const NameKey &) const = default;
        friend size_t qHash(const NameKey &key, size_t seed) noexcept
        {
            return qHashMulti(seed, key.isRegistration, key.id);
        }
    };

    void open(const Key &key, Request request, Finding &finding);
    void answer(const Key &key, qint64 timeNs, const WampFrame &frame, Finding &finding);
    void refer(const Key &key, Finding &finding) const;
    void forgetSurplus();
    void learn(const Request &request, bool isRegistration, quint64 id, Finding &finding);
    void use(bool isRegistration, const WampFrame &frame, Finding &finding) const;
    void end(bool isRegistration, quint64 id, Finding &finding) const;
    void noteNames(const WampFrame &frame, const std::optional<Request> &request, Finding &finding);
    void begin();

    Limits m_limits;
    QHash<Key, Request> m_open;
    std::deque<std::pair<Key, quint64>> m_order; //!< of opening; some are answered already
    QHash<NameKey, QByteArray> m_names;
    std::deque<NameKey> m_nameOrder;
    std::optional<Request> m_answered; //!< by the message that is fed now
};

} // namespace Gantry::Inspector
