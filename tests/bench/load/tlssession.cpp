// SPDX-License-Identifier: MIT
#include "tlssession.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <limits>

namespace Gantry::Bench {

namespace {

SSL_CTX *context()
{
    static SSL_CTX *const shared = [] {
        SSL_CTX *made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        return made;
    }();
    return shared;
}

int toInt(size_t size)
{
    return int(std::min<size_t>(size, std::numeric_limits<int>::max()));
}

} // namespace

struct TlsSession::Private
{
    SSL *ssl = SSL_new(context());
    bool wantsWrite = false;

    ssize_t judge(int result)
    {
        if (result > 0)
            return result;
        const int error = SSL_get_error(ssl, result);
        ERR_clear_error();
        wantsWrite = error == SSL_ERROR_WANT_WRITE;
        if (error == SSL_ERROR_WANT_READ || wantsWrite)
            return WouldBlock;
        return error == SSL_ERROR_ZERO_RETURN ? Ended : Failed;
    }
};

QString TlsSession::complaint()
{
    return {};
}

TlsSession::TlsSession(int descriptor)
    : d(std::make_unique<Private>())
{
    SSL_set_fd(d->ssl, descriptor);
}

TlsSession::~TlsSession()
{
    SSL_free(d->ssl);
}

ssize_t TlsSession::handshake()
{
    return d->judge(SSL_connect(d->ssl));
}

ssize_t TlsSession::read(std::span<char> buffer)
{
    return d->judge(SSL_read(d->ssl, buffer.data(), toInt(buffer.size())));
}

ssize_t TlsSession::write(std::span<const char> bytes)
{
    return d->judge(SSL_write(d->ssl, bytes.data(), toInt(bytes.size())));
}

bool TlsSession::wantsWrite() const
{
    return d->wantsWrite;
}

QString TlsSession::cipher() const
{
    return QString::fromLatin1(SSL_get_cipher_name(d->ssl));
}

} // namespace Gantry::Bench
