// SPDX-License-Identifier: MIT
// Boost.Beast as an asynchronous server in one thread: no strands, no timers that the
// echo does not need, one buffer a connection. Nor compression: it ends each message
// with a full flush, after which takeover has nothing to refer to.
#include "peeroptions.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/version.hpp>

#include <memory>

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Tcp = boost::asio::ip::tcp;

namespace {

class Session : public std::enable_shared_from_this<Session>
{
public:
    explicit Session(Tcp::socket &&socket)
        : m_stream(std::move(socket))
    {
        m_stream.auto_fragment(false);
        m_stream.read_message_max(0);
    }

    void start()
    {
        m_stream.async_accept([self = shared_from_this()](beast::error_code error) {
            if (!error)
                self->read();
        });
    }

private:
    void read()
    {
        m_stream.async_read(m_buffer, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (!error)
                self->write();
        });
    }

    void write()
    {
        m_stream.text(m_stream.got_text());
        m_stream.async_write(m_buffer.cdata(),
                             [self = shared_from_this()](beast::error_code error, std::size_t size) {
                                 self->m_buffer.consume(size);
                                 if (!error)
                                     self->read();
                             });
    }

    websocket::stream<Tcp::socket> m_stream;
    beast::flat_buffer m_buffer;
};

void acceptNext(Tcp::acceptor &acceptor)
{
    acceptor.async_accept([&](beast::error_code error, Tcp::socket socket) {
        if (!error) {
            socket.set_option(Tcp::no_delay(true));
            std::make_shared<Session>(std::move(socket))->start();
        }
        acceptNext(acceptor);
    });
}

} // namespace

int main(int argc, char **argv)
{
    const PeerOptions options = readPeerOptions(argc, argv, "", BOOST_LIB_VERSION);
    boost::asio::io_context context(1); // one thread: no locks
    const auto port = static_cast<unsigned short>(options.port);
    Tcp::acceptor acceptor(context, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    acceptor.listen(4096);
    acceptNext(acceptor);
    sayListening(acceptor.local_endpoint().port());
    context.run();
}
