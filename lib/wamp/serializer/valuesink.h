// SPDX-License-Identifier: MIT
// The one language between the serializers: a reader of any encoding tells what it finds,
// and a tape, a builder of values or a writer of any encoding listens.
#pragma once

#include <QtCore/QByteArrayView>

#include <limits>

namespace Gantry::Wamp::Wire {

//! What is wrong, as a literal; nullptr: nothing.
using Problem = const char *;

//! Is told one value: a scalar, or a container with everything in it. Views are valid
//! during the call.
class ValueSink
{
public:
    virtual void beginList() = 0;
    virtual void endList() = 0;
    virtual void beginMap() = 0;
    virtual void key(QByteArrayView utf8) = 0; //!< the next value's
    virtual void endMap() = 0;

    virtual void null() = 0;
    virtual void boolean(bool value) = 0;
    virtual void integer(qint64 value) = 0;
    virtual void unsignedInteger(quint64 value) = 0; //!< above qint64's range
    virtual void real(double value) = 0;
    virtual void text(QByteArrayView utf8) = 0;
    virtual void bytes(QByteArrayView octets) = 0;

    //! The first thing that could not be taken. Readers look after each value and stop.
    Problem problem() const noexcept { return m_problem; }

    void number(quint64 value)
    {
        if (value > quint64(std::numeric_limits<qint64>::max()))
            unsignedInteger(value);
        else
            integer(qint64(value));
    }

protected:
    ValueSink() = default;
    ~ValueSink() = default;
    Q_DISABLE_COPY_MOVE(ValueSink)

    void refuse(Problem problem) noexcept
    {
        if (!m_problem)
            m_problem = problem;
    }
    void acceptAgain() noexcept { m_problem = nullptr; }

private:
    Problem m_problem = nullptr;
};

} // namespace Gantry::Wamp::Wire
