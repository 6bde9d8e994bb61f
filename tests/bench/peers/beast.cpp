// SPDX-License-Identifier: MIT
// Boost.Beast as an asynchronous server in one thread: no strands, no timers that the
// echo does not need, one buffer a connection.
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
    Session(Tcp::socket &&socket, const PeerOptions &options)
        : m_stream(std::move(socket))
    {
        m_stream.auto_fragment(false);
        m_stream.read_message_max(0);
        websocket::permessage_deflate deflate;
        deflate.server_enable = options.deflate;
        deflate.compLevel = options.level;
        deflate.server_max_window_bits = options.windowBits;
        deflate.client_max_window_bits = options.windowBits;
        m_stream.set_option(deflate);
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

void acceptNext(Tcp::acceptor &acceptor, const PeerOptions &options)
{
    acceptor.async_accept([&](beast::error_code error, Tcp::socket socket) {
        if (!error) {
            socket.set_option(Tcp::no_delay(true));
            std::make_shared<Session>(std::move(socket), options)->start();
        }
        acceptNext(acceptor, options);
    });
}

} // namespace

int main(int argc, char **argv)
{
    const PeerOptions options =
        readPeerOptions(argc, argv, " --deflate --level --window-bits ", BOOST_LIB_VERSION);
    boost::asio::io_context context(1); // one thread: no locks
    const auto port = static_cast<unsigned short>(options.port);
    Tcp::acceptor acceptor(context, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    acceptor.listen(4096);
    acceptNext(acceptor, options);
    sayListening(acceptor.local_endpoint().port());
    context.run();
}
