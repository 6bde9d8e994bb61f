// SPDX-License-Identifier: MIT
// Between the UTF-8 of messages and the UTF-16 of QString, without an allocation where
// there is room: what QString::fromUtf8() and toUtf8() do, but that a mark at the
// beginning (U+FEFF) is text like any other.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>
#include <QtCore/QString>
#include <QtCore/QStringView>

namespace Gantry::Core {

//! Makes \a text, whose room is used, what \a utf8 says. That has been judged before:
//! isValidUtf8().
void decodeUtf8(QByteArrayView utf8, QString &text);

//! Most octets that encodeUtf8() writes for \a text.
qsizetype encodedRoom(QStringView text) noexcept;
//! Makes \a utf8 what \a text says; a surrogate without its other half becomes '?'. The
//! result is valid.
void encodeUtf8(QStringView text, QByteArray &utf8);

} // namespace Gantry::Core
