// SPDX-License-Identifier: MIT
// permessage-deflate (RFC 7692) as both ends agreed on it, and the compressing of
// what we send. What a load generator may do is chosen so that it hardly works while
// it measures: every message is compressed before.
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace Gantry::Bench {

struct DeflateSettings
{
    int windowBits = 15; //!< in both directions
    int level = 6; //!< ours
    bool takeover = true;
    bool operator==(const DeflateSettings &) const = default;
};

//! Of one direction.
struct DeflateTerms
{
    int windowBits = 15;
    bool takeover = true;
    auto operator<=>(const DeflateTerms &) const = default;
};

struct DeflateAgreement
{
    DeflateTerms client{};
    DeflateTerms server{};
    bool operator==(const DeflateAgreement &) const = default;
};

//! The value of Sec-WebSocket-Extensions in a request.
QByteArray deflateOffer(const DeflateSettings &settings);

//! The same field in an answer, as \a agreement has it.
QByteArray deflateAnswer(const DeflateAgreement &agreement, bool clientKnowsWindow);

//! Reads either; nullopt: there is no permessage-deflate in it.
std::optional<DeflateAgreement> readDeflateField(const QByteArray &field);

//! Compresses \a messages in turn. With takeover each may refer to those before it.
//! Such a row may be sent over and over: its first message refers to nothing, and what
//! the others refer to is always the same distance away.
QByteArrayList compressed(const QByteArrayList &messages, const DeflateTerms &terms, int level);

//! A message that refers to nothing before it; nullopt: not valid.
std::optional<QByteArray> inflated(const QByteArray &message);

} // namespace Gantry::Bench
