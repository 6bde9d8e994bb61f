// SPDX-License-Identifier: MIT
// Somebody else's WAMP client, in a process of its own.
#pragma once

#include "../foreignpeer.h"
#include "wampactor.h"

#include <QtCore/QProcess>

namespace Gantry::Interop {

class ScriptActor final : public WampActor
{
    Q_OBJECT

public:
    //! Starts \a peer's client script.
    explicit ScriptActor(const ForeignPeer &peer);
    //! Its stdin ends, which it takes for an order to end; killed if it does not.
    ~ScriptActor() override;

    bool isAlive() const override { return m_process.state() != QProcess::NotRunning; }
    QString story() override;

protected:
    void obey(const QJsonObject &order) override;

private:
    void read();

    QProcess m_process;
    QByteArray m_line; //!< the unfinished one
    QByteArray m_errors;
};

} // namespace Gantry::Interop
