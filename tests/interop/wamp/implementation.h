// SPDX-License-Identifier: MIT
// The WAMP clients that are tested: how each is had, what it speaks, and what it cannot.
#pragma once

#include "../foreignpeer.h"
#include "wampactor.h"

#include <QtCore/QHash>

#include <memory>

namespace Gantry::Interop {

struct WampImplementation
{
    QString name;
    std::optional<ForeignPeer> peer = {}; //!< nullopt: ours
    //! "json", "cbor.batched"; with "@tcp" or "@unix" over RawSocket.
    QStringList manners = {};
    //! What it lacks, and the reason for whoever reads that a row was skipped. "octets json"
    //! is about that serializer alone.
    QHash<QString, QString> cannot = {};

    std::unique_ptr<WampActor> makeActor() const;
    //! Why it cannot do \a what in \a manner; empty: it can.
    QString whyNot(const QString &what, const QString &manner) const;
};

WampImplementation ownWamp();
//! The distribution's python3-autobahn on asyncio.
WampImplementation pythonAutobahn();
//! npm's autobahn.
WampImplementation nodeAutobahn();
//! npm's wampy.
WampImplementation nodeWampy();

//! npm's router wamp.rt: its script is the server.
ForeignPeer nodeWampRt();

} // namespace Gantry::Interop
