// SPDX-License-Identifier: GPL-3.0-only
// Reads what export/jsonlines.h writes, and what other programs write in its manner:
// optional fields may be missing, unknown ones are passed over.
#pragma once

#include "import/capturereader.h"
#include "import/jsonscanner.h"

#include <QtCore/QHash>

#include <array>

namespace Gantry::Inspector {

class JsonLinesReader final : public CaptureReader
{
public:
    //! \a device is borrowed.
    JsonLinesReader(QIODevice *device, qint64 offset, Output output);

    bool readSome() override;
    qint64 position() const override { return m_scanner.offset(); }
    QByteArray comment() const override { return m_comment; }
    QString errorText() const override { return m_error; }

private:
    struct Line;

    bool readLine();
    bool readMember(const QByteArray &name, Line &line);
    bool readFields(Core::HeaderFields &fields);
    std::optional<Tap::Record> recordOf(Line &line);
    Tap::Record frameOf(Line &line);
    std::optional<Tap::Record> eventOf(Line &line);
    bool fail(const QString &what);

    JsonScanner m_scanner;
    const Output m_output;
    quint64 m_lines = 0;
    QString m_error;
    QByteArray m_comment; //!< of the line that is read
    //! The opcode of the message that each direction is in, by connection.
    QHash<quint64, std::array<quint8, 2>> m_messages;
};

} // namespace Gantry::Inspector
