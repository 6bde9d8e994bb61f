// SPDX-License-Identifier: MIT
// Our own WAMP client under the same orders as the others, in this process.
#pragma once

#include "wampactor.h"

#include <map>
#include <memory>

namespace Gantry::Interop {

class OwnClient;

class OwnActor final : public WampActor
{
    Q_OBJECT

public:
    OwnActor();
    ~OwnActor() override;

protected:
    void obey(const QJsonObject &order) override;

private:
    friend class OwnClient;
    std::map<QString, std::unique_ptr<OwnClient>> m_clients; //!< by the session's name
};

} // namespace Gantry::Interop
