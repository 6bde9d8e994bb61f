// SPDX-License-Identifier: GPL-3.0-only
// Waits for a client's first octets and says what they are the beginning of. They stay
// in the socket, for whoever reads them then.
#pragma once

#include "capture/forward/clienthello.h"
#include "system/descriptor.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <chrono>
#include <memory>

QT_FORWARD_DECLARE_CLASS(QSocketNotifier)

namespace Gantry::Inspector {

class HelloWaiter : public QObject
{
    Q_OBJECT

public:
    //! What a hello may take from its first octet on; then it is Unreadable.
    static constexpr std::chrono::seconds Timeout{10};

    explicit HelloWaiter(Descriptor descriptor, QObject *parent = nullptr);
    ~HelloWaiter() override;

    //! The socket; nothing more is said.
    Descriptor take();

Q_SIGNALS:
    //! Never NeedMore. Once.
    void decided(const Gantry::Inspector::ClientHello &hello);
    //! The client ended, or broke, without a word. Once.
    void ended();

private:
    void look();
    void decide(ClientHello hello);
    void dropNotifier();

    Descriptor m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
    qsizetype m_seen = 0;
};

} // namespace Gantry::Inspector
