// SPDX-License-Identifier: MIT
#include "wrapping/streamfactory.h"

namespace Gantry {

StreamFactory::StreamFactory(QObject *parent)
    : QObject(parent)
{ }

StreamFactory::~StreamFactory() = default;

void StreamFactory::setProtocolCreator(ProtocolCreator creator)
{
    m_creator = std::move(creator);
}

StreamProtocol *StreamFactory::buildProtocol(const QString &)
{
    return m_creator ? m_creator() : nullptr;
}

} // namespace Gantry
