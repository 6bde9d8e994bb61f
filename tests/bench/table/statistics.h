// SPDX-License-Identifier: MIT
// The little mathematics of the table.
#pragma once

#include <QtCore/QList>

namespace Gantry::Bench {

//! 0 of nothing; of an even number, the mean of the two in the middle.
double median(QList<double> values);

//! The median of the ratios within each round, because a machine changes its pace
//! between rounds. Rounds in which either is 0, that is failed, do not count.
double medianRatio(const QList<double> &values, const QList<double> &base);

} // namespace Gantry::Bench
