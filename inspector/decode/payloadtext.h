// SPDX-License-Identifier: GPL-3.0-only
// Payloads as text for people, always within a bound: a line for the table, a page
// for the detail pane. Never decodes more than it shows, however large the payload.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

namespace Gantry::Inspector {

inline constexpr qsizetype PreviewCharacters = 200;
inline constexpr qsizetype PreviewHexOctets = 32;
//! What the detail pane shows of one payload.
inline constexpr qsizetype MaxShownOctets = 1024 * 1024;

//! Whether a person would read \a payload as text: UTF-8 without control characters
//! other than white space, judged by its first KiB. An empty payload is text.
bool looksLikeText(QByteArrayView payload);

//! One line, control characters as their symbols (line feed as U+240A), at most
//! \a maxCharacters and an ellipsis. Octets that are no UTF-8 become U+FFFD.
QString previewLine(QByteArrayView payload, qsizetype maxCharacters = PreviewCharacters);

//! "de ad be ef …"
QString previewHex(QByteArrayView payload, qsizetype maxOctets = PreviewHexOctets);

struct BoundedText
{
    QString text = {};
    qsizetype omittedOctets = 0; //!< at the end
};

//! The first \a maxOctets of \a payload, cut at a UTF-8 boundary.
BoundedText boundedText(QByteArrayView payload, qsizetype maxOctets = MaxShownOctets);

//! Qt lays out a wrapped line in quadratic time: 9 s for one of 256 KiB, which
//! minified JSON easily has. Folded, a MiB takes 50 ms.
inline constexpr qsizetype MaxLineCharacters = 1000;

//! \a text with a line break after each MaxLineCharacters of a line.
QString foldedLines(const QString &text);

//! The number of octets at the start of \a payload, at most \a maxOctets, that does
//! not split a UTF-8 sequence.
qsizetype utf8Boundary(QByteArrayView payload, qsizetype maxOctets) noexcept;

} // namespace Gantry::Inspector
