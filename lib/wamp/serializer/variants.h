// SPDX-License-Identifier: MIT
// Values of applications: made of what a reader tells, and told to a writer.
#pragma once

#include "wamp/serializer/valuesink.h"

#include <QtCore/QVariantMap>

#include <vector>

namespace Gantry::Wamp::Wire {

//! Makes a QVariant of one value, as serializer.h promises. Of a key that comes twice the
//! last value stays.
class VariantBuilder final : public ValueSink
{
public:
    QVariant take() { return std::move(m_result); }

    void beginList() override;
    void endList() override;
    void beginMap() override;
    void key(QByteArrayView utf8) override;
    void endMap() override;
    void null() override { add({}); }
    void boolean(bool value) override { add(value); }
    void integer(qint64 value) override { add(qlonglong(value)); }
    void unsignedInteger(quint64 value) override { add(qulonglong(value)); }
    void real(double value) override { add(value); }
    void text(QByteArrayView utf8) override { add(QString::fromUtf8(utf8)); }
    void bytes(QByteArrayView octets) override { add(octets.toByteArray()); }

private:
    struct Container
    {
        QVariantList list;
        QVariantMap map;
        QString key;
        bool isMap;
    };
    void add(QVariant value);

    std::vector<Container> m_open;
    QVariant m_result;
};

//! Tells \a sink what \a value is; what is wrong, English, empty when nothing. Besides what
//! VariantBuilder makes: integers and enumerations of every size, what Qt can turn into a
//! list, a dictionary or a text.
[[nodiscard]] QString tellVariant(const QVariant &value, ValueSink &sink, int level);
[[nodiscard]] QString tellVariant(const QVariantList &list, ValueSink &sink, int level);
[[nodiscard]] QString tellVariant(const QVariantMap &map, ValueSink &sink, int level);

} // namespace Gantry::Wamp::Wire
