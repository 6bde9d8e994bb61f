// SPDX-License-Identifier: MIT
// How allow-lists write names: '*' for any run of characters.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QString>

namespace Gantry::Core {

//! '*' in \a glob stands for any run of characters, also an empty one.
bool matchesGlob(QByteArrayView text, QByteArrayView glob) noexcept;

//! Clients send international names in their ASCII form, people write patterns in their
//! own script. Label by label, as a star is no letter of a name.
QByteArray asciiHostPattern(const QString &pattern);

//! Digits and stars: a port or a pattern of ports.
bool isPortPattern(QByteArrayView port) noexcept;

} // namespace Gantry::Core
