// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "export/capturewriter.h"
#include "export/redactor.h"

namespace Gantry::Inspector {

//! Another writer, with the secrets taken out on the way.
class RedactingWriter final : public CaptureWriter
{
public:
    RedactingWriter(std::unique_ptr<CaptureWriter> writer, const RedactionOptions &options)
        : m_writer(std::move(writer))
        , m_redactor(options, [this](int source, const Tap::Record &record, const QByteArray &comment) {
            return m_writer->add(source, record, comment);
        })
    { }

    [[nodiscard]] bool open(const QString &path) override { return m_writer->open(path); }
    [[nodiscard]] bool add(int source, const Tap::Record &record, const QByteArray &comment) override
    {
        return m_redactor.add(source, record, comment);
    }
    bool needsContext() const override { return m_writer->needsContext(); }
    //! Without the payload, as nothing is to be learned from it that then stands somewhere else.
    void skip(int source, const Tap::Record &record) override
    {
        m_redactor.learn(source, record);
        Tap::Record known = record;
        if (auto *frame = std::get_if<Tap::FrameRecord>(&known))
            frame->payload.clear();
        m_writer->skip(source, known);
    }
    [[nodiscard]] bool flush() override { return m_writer->flush(); }
    [[nodiscard]] bool finish() override { return m_redactor.finish() && m_writer->finish(); }
    QString errorString() const override { return m_writer->errorString(); }

    //! What was replaced so far.
    const RedactionPlan &plan() const noexcept { return m_redactor.plan(); }

private:
    const std::unique_ptr<CaptureWriter> m_writer;
    Redactor m_redactor;
};

} // namespace Gantry::Inspector
