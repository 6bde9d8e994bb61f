// SPDX-License-Identifier: GPL-3.0-only
// The entries of a HAR file: what each connection was, and where in the file its
// messages stand. Reads the file once, and keeps no message.
#pragma once

#include "import/jsonscanner.h"
#include "tap/record.h"

#include <QtCore/QList>

namespace Gantry::Inspector {

struct HarIndexEntry
{
    Tap::OpenRecord open = {};
    quint64 order = 0; //!< the file's number, among those that opened at the same time
    qint64 messagesOffset = -1; //!< of the list; below 0: there is none
    qint64 framesOffset = -1;
    bool isClosed = false;
    bool hasCloseTime = false;
    Tap::CloseRecord close = {};
};

class HarIndex
{
public:
    //! \a device is borrowed.
    HarIndex(QIODevice *device, qint64 offset);

    //! Reads one entry more; false: that was all, or there is an error.
    bool readSome();
    qint64 position() const { return m_scanner.offset(); }
    QString errorText() const;

    //! Those that are WebSockets, also one that the end of the file cut off.
    QList<HarIndexEntry> takeEntries() { return std::exchange(m_entries, {}); }
    //! How many entries there were of any kind.
    quint64 entryCount() const noexcept { return m_count; }

private:
    enum class Place : quint8 { Start, InLog, InEntries, Over };

    bool findLog();
    bool findEntries();
    void readEntry();
    void readRequest(HarIndexEntry &entry);
    void readResponse(HarIndexEntry &entry);
    void readHeaders(Core::HeaderFields &fields);
    void readClose(HarIndexEntry &entry);
    void readClosed(HarIndexEntry &entry);

    JsonScanner m_scanner;
    Place m_place = Place::Start;
    bool m_hasEntries = false;
    quint64 m_count = 0;
    QList<HarIndexEntry> m_entries;
};

} // namespace Gantry::Inspector
