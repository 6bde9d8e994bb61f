// SPDX-License-Identifier: MIT
// One TLS client connection over a descriptor that does not block, or the news that
// this build has no OpenSSL. Verifies no certificate: the other end is a server that
// was started for the occasion.
#pragma once

#include <QtCore/QString>

#include <memory>
#include <span>

#include <sys/types.h>

namespace Gantry::Bench {

class TlsSession
{
public:
    enum Result : ssize_t { Ended = 0, WouldBlock = -1, Failed = -2 };

    //! Empty: wss can be had.
    static QString complaint();

    explicit TlsSession(int descriptor);
    ~TlsSession();
    Q_DISABLE_COPY_MOVE(TlsSession)

    //! 1: done.
    ssize_t handshake();
    ssize_t read(std::span<char> buffer);
    ssize_t write(std::span<const char> bytes);
    //! The handshake waits for room rather than for the peer.
    bool wantsWrite() const;
    QString cipher() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Bench
