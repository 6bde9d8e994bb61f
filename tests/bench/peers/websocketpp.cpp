// SPDX-License-Identifier: MIT
// websocketpp as a server in one thread, without locks and logs.
#include "peeroptions.h"

#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

namespace {

struct Config : websocketpp::config::asio
{
    static bool const enable_multithreading = false;
    struct transport_config : websocketpp::config::asio::transport_config
    {
        static bool const enable_multithreading = false;
    };
    using transport_type = websocketpp::transport::asio::endpoint<transport_config>;
};

using Server = websocketpp::server<Config>;

} // namespace

int main(int argc, char **argv)
{
    const PeerOptions options = readPeerOptions(argc, argv, "", websocketpp::user_agent);
    Server server;
    server.clear_access_channels(websocketpp::log::alevel::all);
    server.clear_error_channels(websocketpp::log::elevel::all);
    server.init_asio();
    server.set_reuse_addr(true);
    server.set_tcp_post_init_handler([&server](websocketpp::connection_hdl handle) {
        server.get_con_from_hdl(handle)->get_raw_socket().set_option(
            websocketpp::lib::asio::ip::tcp::no_delay(true));
    });
    server.set_message_handler([&server](websocketpp::connection_hdl handle, Server::message_ptr message) {
        websocketpp::lib::error_code ignored;
        server.send(handle, message->get_payload(), message->get_opcode(), ignored);
    });
    server.set_listen_backlog(4096);
    server.listen(websocketpp::lib::asio::ip::tcp::v4(), static_cast<unsigned short>(options.port));
    server.start_accept();
    websocketpp::lib::asio::error_code error;
    sayListening(server.get_local_endpoint(error).port());
    server.run();
}
