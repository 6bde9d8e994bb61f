// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtCore/QCoreApplication>

namespace Gantry::Inspector {

//! The translation context of the store's texts outside of classes that have one.
class StoreWords
{
    Q_DECLARE_TR_FUNCTIONS(Gantry::Inspector::StoreWords)
};

} // namespace Gantry::Inspector
