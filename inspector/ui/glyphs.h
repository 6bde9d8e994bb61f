// SPDX-License-Identifier: GPL-3.0-only
// The program's own icons: a few strokes each, drawn in the palette's text colour at
// whatever size is asked for, so that they fit every theme and resolution without
// files.
#pragma once

#include <QtGui/QIcon>

namespace Gantry::Inspector {

enum class Glyph : quint8 { Attach, Proxy, Demo, Stop, Pause, Follow, Clear, Close };

QIcon glyphIcon(Glyph glyph);

} // namespace Gantry::Inspector
