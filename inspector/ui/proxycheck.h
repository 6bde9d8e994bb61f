// SPDX-License-Identifier: GPL-3.0-only
// Whether what was entered for a proxy can work, and if not, why: as text beside the
// field it is about. Looks at the settings and at which files can be read; whether
// the port is free, only trying tells.
#pragma once

#include "ui/windowservices.h"

namespace Gantry::Inspector {

enum class ProxyField : quint8 { Listen, Target, Certificate, Key, Ca };

struct ProxyProblem
{
    ProxyField field = ProxyField::Listen;
    QString text = {};
    bool operator==(const ProxyProblem &) const = default;
};

//! Problems in the order of the fields; none: it can be tried.
//! \a hasAuthority: the inspector's own one signs a certificate where none is given.
QList<ProxyProblem> checkProxy(const ProxySettings &settings, bool hasAuthority = false);

//! Whether \a url, as far as it is typed, asks for TLS.
bool asksForTls(const QString &url);

} // namespace Gantry::Inspector
