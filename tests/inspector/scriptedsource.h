// SPDX-License-Identifier: GPL-3.0-only
// A source that says what a test tells it to.
#pragma once

#include "capture/source.h"

namespace Gantry::Inspector::Test {

class ScriptedSource final : public Source
{
public:
    explicit ScriptedSource(QString title, QString where = {})
        : m_title(std::move(title))
        , m_where(std::move(where))
    { }

    QString title() const override { return m_title; }
    void start() override { Q_EMIT started(m_where); }
    void stop() override { Q_EMIT finished(); }
    void deliver(const QList<Tap::Record> &records) { Q_EMIT recordsReady(records); }
    void fail(const QString &text) { Q_EMIT failed(text); }

private:
    QString m_title;
    QString m_where;
};

} // namespace Gantry::Inspector::Test
