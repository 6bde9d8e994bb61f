// SPDX-License-Identifier: MIT
#include "wamp/serializer/variants.h"

namespace Gantry::Wamp::Wire {

void VariantBuilder::beginList()
{
    m_open.push_back({.list = {}, .map = {}, .key = {}, .isMap = false});
}

void VariantBuilder::beginMap()
{
    m_open.push_back({.list = {}, .map = {}, .key = {}, .isMap = true});
}

void VariantBuilder::endList()
{
    QVariantList list = std::move(m_open.back().list);
    m_open.pop_back();
    add(std::move(list));
}

void VariantBuilder::endMap()
{
    QVariantMap map = std::move(m_open.back().map);
    m_open.pop_back();
    add(std::move(map));
}

void VariantBuilder::key(QByteArrayView utf8)
{
    m_open.back().key = QString::fromUtf8(utf8);
}

void VariantBuilder::add(QVariant value)
{
    if (m_open.empty())
        m_result = std::move(value);
    else if (Container &container = m_open.back(); container.isMap)
        container.map.insert(container.key, std::move(value));
    else
        container.list.append(std::move(value));
}

} // namespace Gantry::Wamp::Wire
