// SPDX-License-Identifier: MIT
#include "statistics.h"

#include <algorithm>

namespace Gantry::Bench {

double median(QList<double> values)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 ? values.at(middle) : (values.at(middle - 1) + values.at(middle)) / 2;
}

double medianRatio(const QList<double> &values, const QList<double> &base)
{
    QList<double> ratios;
    for (qsizetype i = 0; i < std::min(values.size(), base.size()); ++i) {
        if (values.at(i) > 0 && base.at(i) > 0)
            ratios.append(values.at(i) / base.at(i));
    }
    return median(ratios);
}

} // namespace Gantry::Bench
