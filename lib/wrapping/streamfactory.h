// SPDX-License-Identifier: MIT
// Makes an application's stream protocols, one a connection.
#pragma once

#include "streamprotocol.h"

#include <functional>

namespace Gantry {

//! Reimplement buildProtocol(), or give it a creator.
class GANTRY_WEBSOCKET_EXPORT StreamFactory : public QObject
{
    Q_OBJECT

public:
    using ProtocolCreator = std::function<StreamProtocol *()>;

    explicit StreamFactory(QObject *parent = nullptr);
    ~StreamFactory() override;

    //! Each connection gets a T, made by its default constructor.
    template<typename T>
    void setProtocol()
    {
        setProtocolCreator([] { return new T; });
    }
    //! Each connection gets what \a creator returns.
    void setProtocolCreator(ProtocolCreator creator);

    //! A new stream protocol for a connection with \a peer ("tcp4:127.0.0.1:4711"),
    //! owned by the caller, or nullptr to refuse the connection. The base class asks
    //! the creator, and returns nullptr without one.
    virtual StreamProtocol *buildProtocol(const QString &peer);

private:
    ProtocolCreator m_creator;
};

} // namespace Gantry
