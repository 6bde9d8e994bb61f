// SPDX-License-Identifier: GPL-3.0-only
// A file that is written from its beginning to its end, or standard output, with a
// buffer that formats append to and the words for what went wrong.
#pragma once

#include <QtCore/QFile>

namespace Gantry::Inspector {

class OutputFile
{
public:
    //! "-" is standard output. False: errorString() says why.
    [[nodiscard]] bool open(const QString &path);

    QByteArray &buffer() noexcept { return m_buffer; }
    //! Writes the buffer if it has grown large.
    [[nodiscard]] bool drain() { return m_buffer.size() < BufferBytes || flush(); }
    //! Writes the buffer; whoever reads along sees it when this returns.
    [[nodiscard]] bool flush();
    QString errorString() const;

private:
    //! A batch of large frames is written in pieces of about this size.
    static constexpr qsizetype BufferBytes = 1024 * 1024;

    QFile m_file;
    QString m_name;
    QByteArray m_buffer;
};

} // namespace Gantry::Inspector
