// SPDX-License-Identifier: MIT
#include "streamclient.h"

#include <Gantry/ConnectWS>

namespace Gantry::Interop {

class StreamClient::Stream : public StreamProtocol
{
public:
    explicit Stream(StreamClient *client)
        : m_client(client)
    { }

protected:
    void dataReceived(QByteArrayView data) override
    {
        m_client->m_received.append(data);
        Q_EMIT m_client->arrived(data.size());
    }
    void connectionLost(const ConnectionLostReason &reason) override { m_client->m_lost = reason; }
    void outputDrained() override { Q_EMIT m_client->drained(); }

private:
    StreamClient *m_client;
};

StreamClient::StreamClient(const QUrl &url, const QStringList &subprotocols,
                           const std::optional<QSslConfiguration> &tls)
    : m_factory(&m_streams, url)
{
    m_streams.setProtocolCreator([this] {
        m_stream = new Stream(this);
        return m_stream;
    });
    m_factory.setSubprotocols(subprotocols);
    connect(&m_factory, &WebSocketClientFactory::protocolCreated, this,
            [this](WebSocketClientProtocol *protocol) {
                m_connection = protocol;
                connect(protocol, &WebSocketClientProtocol::onClose, this,
                        [this, protocol] { m_end = protocol->closeInfo(); });
            });
    connectWS(&m_factory, tls);
}

ByteStreamTransport *StreamClient::transport() const
{
    return m_stream ? m_stream->transport() : nullptr;
}

} // namespace Gantry::Interop
