// SPDX-License-Identifier: GPL-3.0-only
// Records into a file and out of it again, and what of them every format keeps.
#pragma once

#include "export/capturewriter.h"
#include "export/messagejoiner.h"
#include "import/fileformat.h"

#include <QtCore/QBuffer>
#include <QtCore/QFile>

namespace Gantry::Inspector::Test {

//! The file's contents; empty when it could not be written.
inline QByteArray written(CaptureWriter &writer, const QList<Tap::Record> &records, const QString &path)
{
    if (!writer.open(path) || !writer.write(0, records) || !writer.finish())
        return {};
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct ReadFile
{
    FileFormat format = FileFormat::Unknown;
    QList<Tap::Record> records;
    QString error;
};

//! Reads \a contents to their end, whatever they are. Bounded: a reader that never ends
//! would be told by "endless".
inline ReadFile readAll(const QByteArray &contents)
{
    QBuffer buffer;
    buffer.setData(contents);
    buffer.open(QIODevice::ReadOnly);
    ReadFile result;
    const RecognisedFile file = recogniseFile(&buffer);
    result.format = file.format;
    const auto reader =
        makeReader(&buffer, file, [&](Tap::Record &&record) { result.records.append(std::move(record)); });
    if (!reader) {
        result.error = whyNotReadable(file.format);
        return result;
    }
    for (qsizetype steps = 0; reader->readSome(); ++steps) {
        if (steps > contents.size() + 1000) {
            result.error = QStringLiteral("endless");
            return result;
        }
    }
    result.error = reader->errorText();
    return result;
}

//! A message without what only some formats know.
struct PlainMessage
{
    quint64 connection = 0;
    Tap::Direction direction = Tap::Direction::Sent;
    quint8 opcode = 0;
    QByteArray payload = {};
    qint64 timeNs = 0;
    bool operator==(const PlainMessage &) const = default;
};

//! Whole messages and control frames, in order; connections are numbered as they come.
inline QList<PlainMessage> messagesIn(const QList<Tap::Record> &records)
{
    QList<PlainMessage> messages;
    std::map<quint64, quint64> numbers;
    std::map<quint64, std::unique_ptr<MessageJoiner>> joiners;
    const auto add = [&](const Tap::RecordHead &head, Tap::Direction direction, quint8 opcode,
                         const QByteArray &payload) {
        messages.append({numbers[head.connection], direction, opcode, payload, head.timeNs});
    };
    for (const Tap::Record &record : records) {
        const quint64 connection = Tap::headOf(record).connection;
        if (connection != 0 && !numbers.contains(connection))
            numbers.insert({connection, numbers.size() + 1});
        const auto *frame = std::get_if<Tap::FrameRecord>(&record);
        if (!frame)
            continue;
        auto &joiner = joiners[connection];
        if (!joiner) {
            joiner = std::make_unique<MessageJoiner>(qsizetype(1) << 40, [&](JoinedMessage &&message) {
                add(message.head, message.direction, message.opcode, message.payload);
            });
        }
        if (MessageJoiner::isData(*frame))
            joiner->add(*frame);
        else
            add(frame->head, frame->direction, frame->header.opcode, frame->payload);
    }
    for (auto &[connection, joiner] : joiners)
        joiner->finish();
    return messages;
}

template<typename T>
QList<T> only(const QList<Tap::Record> &records)
{
    QList<T> found;
    for (const Tap::Record &record : records) {
        if (const auto *value = std::get_if<T>(&record))
            found.append(*value);
    }
    return found;
}

} // namespace Gantry::Inspector::Test
