// SPDX-License-Identifier: GPL-3.0-only
#include "export/outputfile.h"

#include <cstdio>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

bool OutputFile::open(const QString &path)
{
    // Unbuffered: the buffer is ours.
    const auto mode = QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered;
    if (path == "-"_L1) {
        m_name = u"standard output"_s;
        return m_file.open(stdout, mode);
    }
    m_name = u"'%1'"_s.arg(path);
    m_file.setFileName(path);
    return m_file.open(mode);
}

bool OutputFile::flush()
{
    const bool isWritten = m_file.write(m_buffer) == m_buffer.size() && m_file.flush();
    m_buffer.resize(0); // keeps the memory
    return isWritten;
}

QString OutputFile::errorString() const
{
    return u"cannot write %1: %2"_s.arg(m_name, m_file.errorString());
}

} // namespace Gantry::Inspector
