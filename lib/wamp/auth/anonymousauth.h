// SPDX-License-Identifier: MIT
// "anonymous": lets everybody in.
#pragma once

#include "serverauth.h"

namespace Gantry::Wamp {

/*!
    Gives everybody \a authrole, and an authid by chance: one that the client asks for proves
    nothing and is not heeded.
*/
class GANTRY_WAMP_EXPORT AnonymousAuth final : public AuthMethod
{
public:
    explicit AnonymousAuth(QString authrole = QStringLiteral("anonymous"));

    QString name() const override;
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &means) override;

private:
    QString m_authrole;
};

} // namespace Gantry::Wamp
