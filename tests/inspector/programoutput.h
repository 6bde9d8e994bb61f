// SPDX-License-Identifier: GPL-3.0-only
// What the program wrote, and the surroundings it is started in.
#pragma once

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcessEnvironment>

namespace Gantry::Testing {

//! One object a line. A line that is none becomes an empty one.
inline QList<QJsonObject> objectsIn(const QByteArray &lines)
{
    QList<QJsonObject> objects;
    for (const QByteArray &line : lines.split('\n')) {
        if (!line.isEmpty())
            objects.append(QJsonDocument::fromJson(line).object());
    }
    return objects;
}

//! The frames of one direction, "send" or "recv".
inline QList<QJsonObject> framesOf(const QList<QJsonObject> &records, const QString &direction)
{
    QList<QJsonObject> frames;
    for (const QJsonObject &record : records) {
        if (record[QLatin1StringView("dir")].toString() == direction)
            frames.append(record);
    }
    return frames;
}

inline QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QProcessEnvironment withoutDisplay()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(name));
    return environment;
}

} // namespace Gantry::Testing
