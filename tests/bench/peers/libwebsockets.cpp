// SPDX-License-Identifier: MIT
// libwebsockets as a server with its default event loop, one write for each time that
// it says a connection can be written to, as its documentation wants it.
#include "peeroptions.h"

#include <libwebsockets.h>

#include <deque>
#include <new>
#include <vector>

namespace {

struct Message
{
    std::vector<unsigned char> bytes = std::vector<unsigned char>(LWS_PRE);
    bool isBinary = false;
};

struct Session
{
    Message incoming;
    std::deque<Message> outgoing;
};

void take(lws *connection, Session &session, const void *in, size_t size)
{
    const auto *bytes = static_cast<const unsigned char *>(in);
    session.incoming.bytes.insert(session.incoming.bytes.end(), bytes, bytes + size);
    if (!lws_is_final_fragment(connection) || lws_remaining_packet_payload(connection) > 0)
        return;
    session.incoming.isBinary = lws_frame_is_binary(connection) != 0;
    session.outgoing.push_back(std::move(session.incoming));
    session.incoming = {};
    lws_callback_on_writable(connection);
}

int give(lws *connection, Session &session)
{
    if (session.outgoing.empty())
        return 0;
    Message message = std::move(session.outgoing.front());
    session.outgoing.pop_front();
    const int written = lws_write(connection, message.bytes.data() + LWS_PRE, message.bytes.size() - LWS_PRE,
                                  message.isBinary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
    if (!session.outgoing.empty())
        lws_callback_on_writable(connection);
    return written < 0 ? -1 : 0;
}

int onEvent(lws *connection, lws_callback_reasons reason, void *user, void *in, size_t size)
{
    auto *session = static_cast<Session *>(user);
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
        new (session) Session;
        return 0;
    case LWS_CALLBACK_CLOSED:
        session->~Session();
        return 0;
    case LWS_CALLBACK_RECEIVE:
        take(connection, *session, in, size);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return give(connection, *session);
    default:
        return lws_callback_http_dummy(connection, reason, user, in, size);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const PeerOptions options = readPeerOptions(argc, argv, "", LWS_LIBRARY_VERSION);
    lws_set_log_level(LLL_ERR, nullptr);
    lws_protocols protocols[2]{};
    protocols[0].name = "echo";
    protocols[0].callback = onEvent;
    protocols[0].per_session_data_size = sizeof(Session);
    lws_context_creation_info info{};
    info.iface = "127.0.0.1";
    info.port = options.port;
    info.protocols = protocols;
    info.pt_serv_buf_size = 64 * 1024;
    info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    lws_context *context = lws_create_context(&info);
    lws_vhost *host = context ? lws_create_vhost(context, &info) : nullptr;
    if (!host)
        return 1;
    sayListening(lws_get_vhost_listen_port(host));
    while (lws_service(context, 0) >= 0) { }
    lws_context_destroy(context);
}
