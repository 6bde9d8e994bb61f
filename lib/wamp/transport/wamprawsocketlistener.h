// SPDX-License-Identifier: MIT
// One listening port of a WampRawSocketServerFactory.
#pragma once

#include "../message/wampexport.h"

#include <QtCore/QObject>
#include <QtCore/QUrl>

#include <memory>

namespace Gantry {

class WampRawSocketListenerPrivate;
class WampRawSocketServerFactory;

//! Made by WampRawSocketServerFactory::listen(), whose child it is. One that could not
//! begin, or was stopped, stays as it is: for another try call listen() again.
class GANTRY_WAMP_EXPORT WampRawSocketListener : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool isListening READ isListening NOTIFY stopped)

public:
    ~WampRawSocketListener() override;

    bool isListening() const;
    //! With the port that was really bound.
    QUrl url() const;
    //! Why it does not listen, or the last error in accepting; English, empty: none.
    QString errorString() const;

    //! Closes the port. Connections that were accepted go on.
    void stopListening();

Q_SIGNALS:
    //! The port was closed.
    void stopped();
    //! A connection could not be accepted; it tries again a moment later.
    void errorOccurred(const QString &text);

private:
    explicit WampRawSocketListener(WampRawSocketServerFactory *factory);
    friend class WampRawSocketServerFactory;
    friend class WampRawSocketListenerPrivate;
    std::unique_ptr<WampRawSocketListenerPrivate> d;
};

} // namespace Gantry
