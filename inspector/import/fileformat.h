// SPDX-License-Identifier: GPL-3.0-only
// Which of the formats a file is in, by its first octets: names say anything.
#pragma once

#include "import/capturereader.h"

#include <QtCore/QIODevice>

#include <memory>

namespace Gantry::Inspector {

enum class FileFormat : quint8 { Unknown, Empty, Compressed, JsonLines, Har, Pcapng, Pcap };

struct RecognisedFile
{
    FileFormat format = FileFormat::Unknown;
    qint64 offset = 0; //!< where it begins, behind a byte order mark
    bool operator==(const RecognisedFile &) const = default;
};

//! Reads the beginning of \a device, and leaves it there.
RecognisedFile recogniseFile(QIODevice *device);

//! nullptr for what cannot be read; whyNotReadable() says it in words.
std::unique_ptr<CaptureReader> makeReader(QIODevice *device, RecognisedFile file,
                                          CaptureReader::Output output);

//! English; empty for a format that can be read.
QString whyNotReadable(FileFormat format);

} // namespace Gantry::Inspector
