// SPDX-License-Identifier: MIT
// Options and details that almost no message has: allocated when there is one.
#pragma once

#include "id.h"
#include "wampexport.h"

#include <QtCore/QList>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtCore/QVariantMap>

namespace Gantry::Wamp {

//! One router that a message came through (forward_for).
struct ForwardedFor
{
    Id session = 0;
    QString authid = {};
    QString authrole = {};
    bool operator==(const ForwardedFor &) const = default;
};

struct RareFields
{
    // Transparent payload: how the opaque octets are encrypted and encoded, as autobahn
    // calls it and as the specification does.
    QString encAlgo = {};
    QString encKey = {};
    QString encSerializer = {};
    QString pptScheme = {};
    QString pptSerializer = {};
    QString pptCipher = {};
    QString pptKeyid = {};

    QString transactionHash = {};
    QList<ForwardedFor> forwardFor = {};
    //! Private keys, which begin with an underscore and have at least three more characters.
    QVariantMap custom = {};

    bool operator==(const RareFields &) const = default;
};

//! RareFields that share and cost one pointer as long as all of them are empty.
class GANTRY_WAMP_EXPORT Rare
{
public:
    Rare() noexcept;
    Rare(const RareFields &fields); // NOLINT(google-explicit-constructor): the same thing
    Rare(const Rare &other) noexcept;
    Rare(Rare &&other) noexcept;
    Rare &operator=(const Rare &other) noexcept;
    Rare &operator=(Rare &&other) noexcept;
    ~Rare();

    bool isNull() const noexcept { return !m_data; }
    //! All of them; empty ones when there are none.
    const RareFields &fields() const noexcept;
    const RareFields *operator->() const noexcept { return &fields(); }
    RareFields &edit();

    friend bool operator==(const Rare &a, const Rare &b) { return a.fields() == b.fields(); }

private:
    class Data;
    QSharedDataPointer<Data> m_data;
};

} // namespace Gantry::Wamp
