// SPDX-License-Identifier: MIT
// What is expected of every implementation that is not ours, in both roles, over ws
// and wss, with and without compression. A test of one peer is a main().
#pragma once

#include "echopeer.h"
#include "foreignpeer.h"
#include "testauthority.h"

#include <QtCore/QObject>

namespace Gantry::Interop {

class ForeignPeerTest : public QObject
{
    Q_OBJECT

public:
    explicit ForeignPeerTest(const ForeignPeer &peer)
        : m_peer(peer)
    { }

private Q_SLOTS:
    void initTestCase();
    void theirClientTalksToOurServer_data();
    void theirClientTalksToOurServer();
    void ourClientTalksToTheirServer_data();
    void ourClientTalksToTheirServer();
    void theirServerClosesOurClient_data();
    void theirServerClosesOurClient();
    void ourClientRefusesAnUnknownAuthority();

private:
    QStringList serverArguments(Manner manner) const;
    std::optional<QSslConfiguration> clientTls(Manner manner) const;

    ForeignPeer m_peer;
    TestAuthority m_authority;
};

} // namespace Gantry::Interop
