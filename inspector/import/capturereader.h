// SPDX-License-Identifier: GPL-3.0-only
// What all formats have in common that records are read from: a little at a time, so
// that whoever reads can show how far it is, and stop.
#pragma once

#include "tap/record.h"

#include <QtCore/QString>

#include <functional>

namespace Gantry::Inspector {

class CaptureReader
{
public:
    using Output = std::function<void(Tap::Record &&)>;

    CaptureReader() = default;
    virtual ~CaptureReader() = default;
    Q_DISABLE_COPY_MOVE(CaptureReader)

    //! Reads on for some milliseconds at most, and gives out what that brings. false:
    //! the end was reached, or errorText() says why not.
    virtual bool readSome() = 0;
    //! What a person wrote about the record that is being given out, UTF-8. Valid in the
    //! call of the output.
    virtual QByteArray comment() const { return {}; }
    //! How much of the file is done, in its octets.
    virtual qint64 position() const = 0;
    //! English; what is wrong with the file, empty: nothing. What was read before stays.
    virtual QString errorText() const = 0;
};

} // namespace Gantry::Inspector
