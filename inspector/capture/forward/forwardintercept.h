// SPDX-License-Identifier: GPL-3.0-only
// TLS ended and begun anew: the client sees a certificate of our authority, the target
// is verified as any other. When both handshakes are done, a tunnel follows. A target
// that cannot be trusted is told to the client in HTTP, inside the client's TLS.
#pragma once

#include "capture/forward/forwardstage.h"
#include "system/descriptor.h"

namespace Gantry::Inspector {

class TlsLink;

class ForwardIntercept : public ForwardStage
{
    Q_OBJECT

public:
    //! \a client has sent its hello, which is still in the socket. \a name: whom it wants.
    ForwardIntercept(const ForwardContext &context, Descriptor client, Descriptor target, QString name);
    ~ForwardIntercept() override;

    void start() override;
    void setHeld(bool) override { } // handshakes go on; nothing else passes

private:
    std::unique_ptr<Link> beginClient(Descriptor descriptor, const QSslConfiguration &tls);
    std::unique_ptr<Link> beginTarget(Descriptor descriptor);
    void onReady();
    void onClientClosed(const QString &error);
    void onTargetClosed(const QString &error);
    void refuseWhenReady();
    void finish();

    const QString m_name;
    Descriptor m_clientSocket; // until start()
    Descriptor m_targetSocket;
    std::unique_ptr<Link> m_client;
    std::unique_ptr<Link> m_target;
    QString m_failure; // of the target
};

} // namespace Gantry::Inspector
