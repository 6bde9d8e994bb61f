// SPDX-License-Identifier: MIT
// The four verbs.
#pragma once

#include "errand.h"

namespace Gantry::Examples {

//! With what the four share.
class OptionsErrand : public Errand
{
    Q_OBJECT

public:
    explicit OptionsErrand(const CliOptions &options)
        : m_options(options)
    { }

protected:
    //! Prints what came, with the URI if \a name is not empty.
    void print(const QVariantList &args, const QVariantMap &kwargs, const QByteArray &name = {},
               const QString &uri = {});
    //! The same, and ends after CliOptions::count of them.
    void printCounted(const QVariantList &args, const QVariantMap &kwargs, const QByteArray &name,
                      const QString &uri);
    void conclude(const Wamp::RequestError &error);
    //! \a what was asked for, and goes on from here unless there is an error.
    void settle(const QString &what, const Wamp::RequestError &error);

    const CliOptions m_options;

private:
    qint64 m_printed = 0;
};

class CallErrand final : public OptionsErrand
{
    Q_OBJECT

public:
    using OptionsErrand::OptionsErrand;
    void begin(Wamp::ApplicationSession *session) override;
};

class PublishErrand final : public OptionsErrand
{
    Q_OBJECT

public:
    using OptionsErrand::OptionsErrand;
    void begin(Wamp::ApplicationSession *session) override;
};

class SubscribeErrand final : public OptionsErrand
{
    Q_OBJECT

public:
    using OptionsErrand::OptionsErrand;
    void begin(Wamp::ApplicationSession *session) override;
};

class RegisterErrand final : public OptionsErrand
{
    Q_OBJECT

public:
    using OptionsErrand::OptionsErrand;
    void begin(Wamp::ApplicationSession *session) override;
};

} // namespace Gantry::Examples
