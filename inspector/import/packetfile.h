// SPDX-License-Identifier: GPL-3.0-only
// The packets of a capture file, pcapng or classic pcap, in either byte order. Knows
// nothing of what is in them.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QIODevice>
#include <QtCore/QList>
#include <QtCore/QString>

#include <optional>

namespace Gantry::Inspector {

struct CapturedPacket
{
    qint64 timeNs = 0;
    quint32 linkType = 0;
    QByteArrayView octets = {}; //!< valid until the next packet is read
    quint32 originalSize = 0; //!< more than there is: it was cut
    QByteArrayView comment = {};
};

class PacketFile
{
public:
    //! More than any packet or block of a reasonable file.
    static constexpr quint32 MaxBlockBytes = 16 * 1024 * 1024;

    //! \a device is borrowed. Reads it from its beginning, in order.
    explicit PacketFile(QIODevice *device);

    //! The next packet; nullopt at the end, or when errorText() says what is wrong.
    std::optional<CapturedPacket> next();
    qint64 position() const noexcept { return m_position; }
    QString errorText() const { return m_error; }

private:
    //! One of a pcapng section.
    struct Interface
    {
        quint32 linkType = 0;
        quint64 unitsPerSecond = 1'000'000;
        qint64 offsetSeconds = 0;
    };

    std::optional<CapturedPacket> nextOfPcap();
    std::optional<CapturedPacket> nextOfPcapng();
    void readPcapHeader();
    std::optional<quint32> readBlock();
    void readInterface();
    std::optional<CapturedPacket> readEnhanced();
    std::optional<CapturedPacket> readOld();
    std::optional<CapturedPacket> readSimple();
    std::optional<CapturedPacket> packetAt(const Interface &interface, qsizetype offset, quint32 captured,
                                           quint32 original, quint64 time);
    void readComment(qsizetype offset, CapturedPacket &packet);
    bool read(qsizetype size);
    void fail(const QString &what);

    quint16 u16(qsizetype offset) const;
    quint32 u32(qsizetype offset) const;

    QIODevice *const m_device;
    qint64 m_position = 0;
    QByteArray m_buffer; //!< what was read last
    bool m_isPcapng = false;
    bool m_isBigEndian = false;
    bool m_hasHeader = false;
    Interface m_pcap; //!< of a classic file
    QList<Interface> m_interfaces;
    qint64 m_lastTimeNs = 0; //!< simple packets have none of their own
    QString m_error;
};

} // namespace Gantry::Inspector
