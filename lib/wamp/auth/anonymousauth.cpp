// SPDX-License-Identifier: MIT
#include "anonymousauth.h"

#include "serverexchange.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

class AnonymousExchange final : public ServerExchange
{
public:
    AnonymousExchange(const AuthRequest &request, const AuthMeans &means, QString authrole)
        : ServerExchange(request, means)
        , m_authrole(std::move(authrole))
    { }

protected:
    AuthStep challenge() override
    {
        const QByteArray authid = means().random(15).toBase64(QByteArray::Base64UrlEncoding);
        return accepted({.authrole = m_authrole}, QString::fromLatin1(authid), u"anonymous"_s);
    }
    AuthStep verify(const Authenticate &message) override
    {
        Q_UNUSED(message)
        return failedLogin();
    }

private:
    QString m_authrole;
};

} // namespace

AnonymousAuth::AnonymousAuth(QString authrole)
    : m_authrole(std::move(authrole))
{ }

QString AnonymousAuth::name() const
{
    return u"anonymous"_s;
}

std::unique_ptr<AuthExchange> AnonymousAuth::exchange(const AuthRequest &request, const AuthMeans &means)
{
    return std::make_unique<AnonymousExchange>(request, means, m_authrole);
}

} // namespace Gantry::Wamp
