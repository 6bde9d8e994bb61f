// SPDX-License-Identifier: GPL-3.0-only
#include "import/jsonnumber.h"

#include <limits>

namespace Gantry::Inspector {

namespace {

//! A double as a whole number, at most what fits.
template<typename T>
T bounded(double value)
{
    // The largest number is none a double can be; the one above it is.
    if (!(value > double(std::numeric_limits<T>::min())))
        return std::numeric_limits<T>::min();
    if (value >= double(std::numeric_limits<T>::max()))
        return std::numeric_limits<T>::max();
    return T(value);
}

} // namespace

qint64 jsonInteger(const QByteArray &number)
{
    bool isInteger = false;
    const qint64 value = number.toLongLong(&isInteger);
    return isInteger ? value : bounded<qint64>(number.toDouble());
}

quint64 jsonUnsigned(const QByteArray &number)
{
    bool isInteger = false;
    const quint64 value = number.toULongLong(&isInteger);
    return isInteger ? value : bounded<quint64>(number.toDouble());
}

qint64 jsonNanoseconds(const QByteArray &seconds)
{
    constexpr qint64 Second = 1'000'000'000;
    const qsizetype point = seconds.indexOf('.');
    const QByteArray whole = point < 0 ? seconds : seconds.first(point);
    const QByteArray fraction = point < 0 ? QByteArray() : seconds.sliced(point + 1).left(9);
    bool isWhole = false;
    bool isFraction = fraction.isEmpty();
    const qint64 count = whole.toLongLong(&isWhole);
    const qint64 rest = fraction.isEmpty() ? 0 : fraction.leftJustified(9, '0').toLongLong(&isFraction);
    constexpr qint64 MaxSeconds = std::numeric_limits<qint64>::max() / Second - 1;
    const bool fits = count < MaxSeconds && count > -MaxSeconds;
    const bool isPlain = !seconds.contains('e') && !seconds.contains('E');
    if (isWhole && isFraction && fits && isPlain)
        return whole.startsWith('-') ? count * Second - rest : count * Second + rest;
    return bounded<qint64>(seconds.toDouble() * double(Second));
}

} // namespace Gantry::Inspector
