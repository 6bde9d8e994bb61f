// SPDX-License-Identifier: MIT
#include "websocket/systemrandom.h"

#include <QtCore/QRandomGenerator>

namespace Gantry {

SystemRandom &SystemRandom::ofThisThread()
{
    thread_local SystemRandom random;
    return random;
}

quint32 SystemRandom::nextMaskKey()
{
    if (m_left == 0) {
        QRandomGenerator::system()->generate(m_stock.begin(), m_stock.end());
        m_left = m_stock.size();
    }
    return m_stock[--m_left];
}

QByteArray SystemRandom::nextHandshakeKey()
{
    std::array<quint32, 4> nonce;
    for (quint32 &word : nonce)
        word = nextMaskKey();
    return QByteArray::fromRawData(reinterpret_cast<const char *>(nonce.data()), sizeof nonce).toBase64();
}

} // namespace Gantry
