// SPDX-License-Identifier: MIT
// When what happened on a connection: named points in time.
#pragma once

#include "../core/export.h"

#include <QtCore/QList>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

class QJsonObject;

namespace Gantry {

/*!
    Times since the connection was made, by key. What happens again replaces what was
    there, so "onMessage" is the time of the latest one.

    Gantry's own keys: "connectionMade", "onConnecting", "onConnect", "onOpen",
    "onMessageBegin" (the first octets of a message came), "onMessage" (all of it did; told
    in parts it is "onMessageEnd"), "sendMessage", "onCloseFrame" and "onClose". Each is
    taken before the hook of that name is called.
*/
class GANTRY_WEBSOCKET_EXPORT Timings
{
public:
    //! Notes that \a key happened \a time after the connection was made.
    void track(const QString &key, std::chrono::nanoseconds time);

    //! nullopt: it has not happened.
    std::optional<std::chrono::nanoseconds> at(const QString &key) const;
    //! From one to the other, negative when that was first; nullopt unless both happened.
    std::optional<std::chrono::nanoseconds> diff(const QString &from, const QString &to) const;

    //! In the order in which they happened for the first time.
    QStringList keys() const;
    bool isEmpty() const noexcept { return m_points.isEmpty(); }
    //! Nanoseconds by key.
    QJsonObject toJson() const;

    bool operator==(const Timings &) const = default;

private:
    struct Point
    {
        QString key;
        std::chrono::nanoseconds time;
        bool operator==(const Point &) const = default;
    };
    //! A dozen keys at most: looking through them costs less than hashing one.
    QList<Point> m_points;
};

} // namespace Gantry
