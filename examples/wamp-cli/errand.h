// SPDX-License-Identifier: MIT
// What a session of wamp-cli is there for: one verb.
#pragma once

#include "clioptions.h"

#include <Gantry/ApplicationSession>

#include <QtCore/QObject>

#include <memory>

namespace Gantry::Examples {

class Errand : public QObject
{
    Q_OBJECT

public:
    //! Begins when \a session has joined. Emits finished() once.
    virtual void begin(Wamp::ApplicationSession *session) = 0;

Q_SIGNALS:
    //! A line for stdout.
    void printed(const QByteArray &line);
    //! It waits for events or calls from now on, for who has to know.
    void settled(const QString &text);
    //! Empty: it succeeded.
    void finished(const QString &error);
};

std::unique_ptr<Errand> makeErrand(const CliOptions &options);

} // namespace Gantry::Examples
