// SPDX-License-Identifier: GPL-3.0-only
#include "import/fileformat.h"

#include "import/harreader.h"
#include "import/jsonlinesreader.h"
#include "import/packetreader.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QByteArrayView ByteOrderMark = "\xef\xbb\xbf";
constexpr QByteArrayView GzipMagic = "\x1f\x8b";

FileFormat packetFormat(quint32 bigEndianMagic)
{
    switch (bigEndianMagic) {
    case 0x0a0d0d0a:
        return FileFormat::Pcapng;
    case 0xa1b2c3d4:
    case 0xd4c3b2a1:
    case 0xa1b23c4d:
    case 0x4d3cb2a1:
        return FileFormat::Pcap;
    default:
        return FileFormat::Unknown;
    }
}

//! A HAR file is an object with one member, "log"; a line has others.
FileFormat jsonFormat(QIODevice *device, qint64 offset)
{
    JsonScanner scanner(device, offset);
    QByteArray name;
    if (scanner.next() != JsonScanner::Type::Object || !scanner.enterObject() || !scanner.nextMember(name))
        return FileFormat::Unknown;
    return name == "log" ? FileFormat::Har : FileFormat::JsonLines;
}

} // namespace

RecognisedFile recogniseFile(QIODevice *device)
{
    const QByteArray start = device->peek(4);
    if (start.isEmpty())
        return {.format = FileFormat::Empty};
    if (start.startsWith(GzipMagic))
        return {.format = FileFormat::Compressed};
    const FileFormat packets =
        start.size() == 4 ? packetFormat(qFromBigEndian<quint32>(start.constData())) : FileFormat::Unknown;
    if (packets != FileFormat::Unknown)
        return {.format = packets};
    const qint64 offset = start.startsWith(ByteOrderMark) ? ByteOrderMark.size() : 0;
    const RecognisedFile file{.format = jsonFormat(device, offset), .offset = offset};
    device->seek(0);
    return file;
}

std::unique_ptr<CaptureReader> makeReader(QIODevice *device, RecognisedFile file,
                                          CaptureReader::Output output)
{
    switch (file.format) {
    case FileFormat::JsonLines:
        return std::make_unique<JsonLinesReader>(device, file.offset, std::move(output));
    case FileFormat::Har:
        return std::make_unique<HarReader>(device, file.offset, std::move(output));
    case FileFormat::Pcapng:
    case FileFormat::Pcap:
        return std::make_unique<PacketReader>(device, std::move(output));
    case FileFormat::Unknown:
    case FileFormat::Empty:
    case FileFormat::Compressed:
        break;
    }
    return nullptr;
}

QString whyNotReadable(FileFormat format)
{
    switch (format) {
    case FileFormat::Unknown:
        return u"it is neither JSON lines nor HAR nor a capture of packets"_s;
    case FileFormat::Empty:
        return u"it is empty"_s;
    case FileFormat::Compressed:
        return u"it is compressed; gunzip unpacks it"_s;
    case FileFormat::JsonLines:
    case FileFormat::Har:
    case FileFormat::Pcapng:
    case FileFormat::Pcap:
        break;
    }
    return {};
}

} // namespace Gantry::Inspector
