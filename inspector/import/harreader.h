// SPDX-License-Identifier: GPL-3.0-only
// Reads WebSockets out of a HAR file: ours, Chrome's, HTTP Toolkit's. The file is read
// twice, first for what connections there are, then for their messages, those of all
// connections in the order of their time. Memory holds some KiB of each connection that
// is open at a time.
#pragma once

#include "import/capturereader.h"
#include "import/harindex.h"

#include <memory>
#include <optional>
#include <vector>

namespace Gantry::Inspector {

class HarReader final : public CaptureReader
{
public:
    //! \a device is borrowed, and can seek.
    HarReader(QIODevice *device, qint64 offset, Output output);
    ~HarReader() override;

    bool readSome() override;
    qint64 position() const override;
    QString errorText() const override;

private:
    class Conversation;

    void startConversations();
    bool giveNext();

    QIODevice *const m_device;
    const Output m_output;
    std::optional<HarIndex> m_index;
    QString m_error;
    quint64 m_entryCount = 0;
    quint64 m_leftOut = 0; //!< messages that lack something
    qint64 m_indexed = 0; //!< octets
    quint64 m_lastNumber = 0;
    QList<HarIndexEntry> m_entries; //!< by time, those that have not begun
    qsizetype m_nextEntry = 0;
    //! A heap whose first is the one with the earliest record.
    std::vector<std::unique_ptr<Conversation>> m_conversations;
    qint64 m_read = 0; //!< octets of messages
};

} // namespace Gantry::Inspector
