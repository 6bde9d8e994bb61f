// SPDX-License-Identifier: GPL-3.0-only
// What is taken out of an export, and what was: plain values.
#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QList>

namespace Gantry::Inspector {

//! What stands in the place of a secret. In a URL and in a token, where brackets may not
//! be, it is RedactedWord.
inline constexpr QByteArrayView RedactedText = "[redacted]";
inline constexpr QByteArrayView RedactedWord = "redacted";

struct RedactionOptions
{
    //! Authorization, Proxy-Authorization, Cookie, Set-Cookie, headers called after a token
    //! or a key, subprotocols that carry one, and values of query keys that do.
    bool handshakes = true;
    bool wampLogins = true; //!< AUTHENTICATE's signature and extra, CHALLENGE's extra
    //! Values in JSON text, "$.user.password", "$..token", "$[2].items[*].id"; see RedactionPath.
    QByteArrayList jsonPaths = {};
    bool operator==(const RedactionOptions &) const = default;
};

enum class RedactionKind : quint8 {
    Header,
    Subprotocol,
    QueryKey,
    WampLogin,
    RedactionPath,
    Unchecked, //!< a message in parts that could not be read as a whole, and went as a whole
};

//! All that is replaced in one kind of place.
struct RedactionItem
{
    RedactionKind kind = RedactionKind::Header;
    QByteArray where = {}; //!< "Authorization", "access_token", "AUTHENTICATE.signature", the path
    quint64 count = 0;
    quint64 octets = 0; //!< that are taken out
    bool operator==(const RedactionItem &) const = default;
};

//! What a redaction replaces, or would: a preview runs one whose output nobody keeps.
class RedactionPlan
{
public:
    //! In the order in which they were found first.
    const QList<RedactionItem> &items() const noexcept { return m_items; }
    quint64 total() const noexcept
    {
        quint64 sum = 0;
        for (const RedactionItem &item : m_items)
            sum += item.count;
        return sum;
    }
    void add(RedactionKind kind, const QByteArray &where, qsizetype octets)
    {
        RedactionItem &item = itemFor(kind, where);
        ++item.count;
        item.octets += quint64(octets);
    }

private:
    //! Names come from the peers; who invents new ones is counted and not listed.
    static constexpr qsizetype MaxItems = 1000;

    RedactionItem &itemFor(RedactionKind kind, const QByteArray &where)
    {
        for (RedactionItem &item : m_items) {
            if (item.kind == kind && item.where == where)
                return item;
        }
        if (m_items.size() >= MaxItems)
            return m_items.last();
        m_items.append({.kind = kind, .where = where});
        return m_items.last();
    }

    QList<RedactionItem> m_items;
};

} // namespace Gantry::Inspector
