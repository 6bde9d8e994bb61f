// SPDX-License-Identifier: MIT
// wamp-cli's arguments, as values.
#pragma once

#include "clicredentials.h"

#include <Gantry/WampMessage>
#include <Gantry/WampSerializer>

#include <QtCore/QUrl>

namespace Gantry::Examples {

enum class Verb : quint8 { Call, Publish, Subscribe, Register };

struct CliOptions
{
    QUrl url = {};
    bool isRawSocket = false;
    QString realm = {};
    Verb verb = Verb::Call;
    QString uri = {};
    QVariantList args = {};
    QVariantMap kwargs = {};
    QList<const Wamp::Serializer *> serializers = {};
    Wamp::ClientAuths auths = {};
    QString authorityFile = {};
    bool isUnverified = false;

    std::chrono::milliseconds timeout{0}; //!< of a call; 0: none
    bool showsProgress = false;
    bool isAcknowledged = true;
    bool retains = false;
    bool wantsRetained = false;
    Wamp::MatchPolicy match = Wamp::MatchPolicy::Exact;
    Wamp::InvocationPolicy invoke = Wamp::InvocationPolicy::Single;
    qint64 count = 0; //!< events or invocations until it ends; 0: it goes on
    std::optional<QVariant> reply = {}; //!< of each invocation; none: its arguments
};

void declareCliOptions(ProgramArguments &arguments);
//! Leaves complaints in \a arguments.
CliOptions readCliOptions(ProgramArguments &arguments);

} // namespace Gantry::Examples
