// SPDX-License-Identifier: GPL-3.0-only
// Records as a HAR file. An entry is a connection, so what it says is held back until
// it closes, in a temporary file: memory holds some KiB of each open connection, and
// the file is whole only after finish().
#pragma once

#include "export/capturewriter.h"
#include "export/connectionnumbers.h"
#include "export/harentry.h"
#include "export/spillfile.h"

#include <map>
#include <memory>

namespace Gantry::Inspector {

class HarWriter final : public CaptureWriter
{
public:
    //! \a creatorVersion is what the file says its writer was.
    explicit HarWriter(QByteArray creatorVersion);
    ~HarWriter() override;

    [[nodiscard]] bool open(const QString &path) override;
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment) override;
    [[nodiscard]] bool flush() override { return m_file.flush(); }
    [[nodiscard]] bool finish() override;
    QString errorString() const override;

private:
    struct Entry;

    Entry &entryOf(quint64 number);
    void addMessage(Entry &entry, const JoinedMessage &message, QByteArrayView comment);
    bool spill(Entry &entry);
    bool writeEntry(quint64 number);

    const QByteArray m_creatorVersion;
    OutputFile m_file;
    SpillFile m_spillFile;
    ConnectionNumbers m_numbers;
    std::map<quint64, std::unique_ptr<Entry>> m_entries; // of connections that are open
    bool m_hasEntries = false;
    quint64 m_dropped = 0;
};

} // namespace Gantry::Inspector
