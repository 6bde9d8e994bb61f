// SPDX-License-Identifier: MIT
#include "websocket/timings.h"

#include <QtCore/QJsonObject>

namespace Gantry {

void Timings::track(const QString &key, std::chrono::nanoseconds time)
{
    for (Point &point : m_points) {
        if (point.key == key) {
            point.time = time;
            return;
        }
    }
    m_points.append({key, time});
}

std::optional<std::chrono::nanoseconds> Timings::at(const QString &key) const
{
    for (const Point &point : m_points) {
        if (point.key == key)
            return point.time;
    }
    return std::nullopt;
}

std::optional<std::chrono::nanoseconds> Timings::diff(const QString &from, const QString &to) const
{
    const auto start = at(from);
    const auto end = at(to);
    return start && end ? std::optional(*end - *start) : std::nullopt;
}

QStringList Timings::keys() const
{
    QStringList keys;
    for (const Point &point : m_points)
        keys.append(point.key);
    return keys;
}

QJsonObject Timings::toJson() const
{
    QJsonObject json;
    for (const Point &point : m_points)
        json.insert(point.key, qint64(point.time.count()));
    return json;
}

} // namespace Gantry
