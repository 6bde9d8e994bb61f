// SPDX-License-Identifier: MIT
#include "wamp/message/rarefields.h"

#include <QtCore/QSharedData>

namespace Gantry::Wamp {

class Rare::Data : public QSharedData
{
public:
    RareFields fields;
};

Rare::Rare() noexcept = default;
Rare::Rare(const Rare &other) noexcept = default;
Rare::Rare(Rare &&other) noexcept = default;
Rare &Rare::operator=(const Rare &other) noexcept = default;
Rare &Rare::operator=(Rare &&other) noexcept = default;
Rare::~Rare() = default;

Rare::Rare(const RareFields &fields)
{
    if (fields != RareFields{})
        edit() = fields;
}

const RareFields &Rare::fields() const noexcept
{
    static const RareFields none;
    return m_data ? m_data->fields : none;
}

RareFields &Rare::edit()
{
    if (!m_data)
        m_data = new Data;
    return m_data->fields;
}

} // namespace Gantry::Wamp
