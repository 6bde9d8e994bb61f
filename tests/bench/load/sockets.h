// SPDX-License-Identifier: MIT
// Descriptors that do not block, to one address and in numbers.
#pragma once

#include <QtCore/QString>
#include <QtCore/QUrl>

#include <optional>

#include <sys/socket.h>

namespace Gantry::Bench {

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr *data() const { return reinterpret_cast<const sockaddr *>(&storage); }
    bool isLoopback() const; //!< IPv4's, which has addresses in plenty
};

//! Of a ws, wss or ws+unix address; hosts are numbers, or localhost.
std::optional<SocketAddress> socketAddressOf(const QUrl &url);

//! A connection under way, from the loopback address 127.0.0.\a source, or from any if
//! that is 0: an address has no more than some 28000 ports to connect from. -1: errno.
int connectTo(const SocketAddress &address, int source);

//! -1: errno.
int listenOn(const SocketAddress &address);
int acceptFrom(int listener);
quint16 portOf(int descriptor);

//! As many descriptors as this process may have at most.
void raiseFileLimit(quint64 wanted);

} // namespace Gantry::Bench
