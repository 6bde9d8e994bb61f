// SPDX-License-Identifier: MIT
// One inspector at the server's end: greets it, reads its requests, and takes it
// out of the service when it goes. Owns the descriptor.
#pragma once

#include "attach/attachprotocol.h"

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>

namespace Gantry::Attach {

class TapService;

class AttachConnection : public QObject
{
    Q_OBJECT

public:
    //! \a service is borrowed; \a client is its number there.
    AttachConnection(int descriptor, TapService &service, quint64 client, QObject *parent);
    ~AttachConnection() override;

    void greet(const ProcessInfo &process);

private:
    void readRequests();
    void apply(Tap::RecordKinds kinds);

    const int m_descriptor;
    TapService &m_service;
    const quint64 m_client;
    QSocketNotifier m_notifier;
    RequestReader m_requests;
};

} // namespace Gantry::Attach
