// SPDX-License-Identifier: GPL-3.0-only
// Records of several sources into one stream of lines. Numbers the connections so
// that they are unique in the stream, and notices when it cannot be written.
#pragma once

#include "decode/wampfacts.h"
#include "export/capturewriter.h"
#include "export/connectionnumbers.h"
#include "export/outputfile.h"

#include <functional>

namespace Gantry::Inspector {

class RecordWriter final : public CaptureWriter
{
public:
    //! Appends one record as a line; \a connection is its number in the stream.
    using Format = std::function<void(const Tap::Record &record, quint64 connection, QByteArray &out)>;

    explicit RecordWriter(Format format);

    [[nodiscard]] bool open(const QString &path) override { return m_file.open(path); }
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment) override;
    bool needsContext() const override { return false; }
    void skip(int source, const Tap::Record &record) override { (void)m_numbers.numberOf(source, record); }
    [[nodiscard]] bool flush() override { return m_file.flush(); }
    [[nodiscard]] bool finish() override { return m_file.flush(); }
    QString errorString() const override { return m_file.errorString(); }

private:
    const Format m_format;
    OutputFile m_file;
    ConnectionNumbers m_numbers;
};

//! The JSON lines of a run, with what WAMP says about them, also by messages that are skipped.
class JsonLinesWriter final : public CaptureWriter
{
public:
    [[nodiscard]] bool open(const QString &path) override { return m_file.open(path); }
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment) override;
    bool needsContext() const override { return false; }
    void skip(int source, const Tap::Record &record) override;
    [[nodiscard]] bool flush() override { return m_file.flush(); }
    [[nodiscard]] bool finish() override { return m_file.flush(); }
    QString errorString() const override { return m_file.errorString(); }

private:
    OutputFile m_file;
    ConnectionNumbers m_numbers;
    WampFactFinder m_wamp;
};

} // namespace Gantry::Inspector
