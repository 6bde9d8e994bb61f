// SPDX-License-Identifier: MIT
// Slots and invokable methods of QObjects as what can be called from afar: arguments that
// nobody has checked meet the types of parameters.
#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QPointer>
#include <QtCore/QVariant>

#include <optional>

namespace Gantry::Wamp {

//! The public slots and invokable methods of \a object, without QObject's own and those
//! with types that Qt does not know; each name once.
QByteArrayList remoteMethodNames(const QObject *object);

//! \a value as one of \a type without loss, or nullopt: whole numbers in their range, and no
//! text for numbers or booleans. Other types as QVariant converts them.
std::optional<QVariant> convertedArgument(const QVariant &value, QMetaType type);

struct MethodArguments
{
    QVariantList args = {};
    QVariantMap kwargs = {}; //!< by the names of parameters
    QVariant first = {}; //!< for a first parameter of just this type
    bool mayBeMore = false; //!< args that there are no parameters for are left out
};

//! Calls the method \a name of \a object that \a arguments fit to, and gives back what it
//! returned. Throws an ApplicationError wamp.error.invalid_argument if they fit none, and
//! std::runtime_error if the object is gone or lives in another thread.
QVariant callMethod(const QPointer<QObject> &object, const QByteArray &name,
                    const MethodArguments &arguments);

} // namespace Gantry::Wamp
