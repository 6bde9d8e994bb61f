// SPDX-License-Identifier: GPL-3.0-only
// What is to be written into which file, and how: plain values.
#pragma once

#include "export/capturewriter.h"
#include "export/pcapngwriter.h"
#include "export/redaction.h"
#include "store/recordsnapshot.h"

#include <QtCore/QHash>

#include <optional>
#include <vector>

namespace Gantry::Inspector {

enum class ExportFormat : quint8 { JsonLines, Har, Pcapng };

struct ExportRequest
{
    QString path = {};
    ExportFormat format = ExportFormat::JsonLines;
    PcapngMode mode = PcapngMode::Wire;
    std::optional<RedactionOptions> redaction = RedactionOptions(); //!< nullopt: all as it was
    QByteArray version = {}; //!< of the program, for formats that name their writer
    RecordSnapshot records = {};
    //! Sequence numbers, ascending; nullopt: all records. HAR and pcapng write openings and
    //! ends of connections all the same.
    std::optional<std::vector<quint64>> chosen = std::nullopt;
    QHash<quint64, QByteArray> comments = {}; //!< of records by their sequence numbers, UTF-8
};

//! Not opened yet.
std::unique_ptr<CaptureWriter> makeWriter(const ExportRequest &request);

} // namespace Gantry::Inspector
