// SPDX-License-Identifier: MIT
// Pieces of conversation that tests of several peers share.
#pragma once

#include "echopeer.h"
#include "testauthority.h"

#include <QtTest/QTest>

namespace Gantry::Interop {

// Interpreters start slowly on a busy machine; nothing waits this long unless a test
// fails.
inline constexpr int PatienceMs = 60'000;

//! Rows: ws and wss, plain and compressed.
void addManners();
Manner currentManner();

//! The next message is \a message.
void expectMessage(ClientPeer &client, const Message &message);
//! Sizes at each step of the length encoding, one after the other, then many at once.
void expectEchoes(ClientPeer &client);
//! What is sent in frames, in parts and prepared comes back as the same messages.
void expectEchoesOfParts(ClientPeer &client);

} // namespace Gantry::Interop

#define SKIP_WITHOUT_CERTIFICATES(manner, authority)                                                         \
    if ((manner).isSecure && !(authority).error().isEmpty())                                                 \
    QSKIP(qUtf8Printable((authority).error()))
