// SPDX-License-Identifier: MIT
// Reaches the first of several addresses that answers (RFC 8305, "Happy Eyeballs"): a
// name with an IPv6 address that leads nowhere must not cost a timeout.
#pragma once

#include "websocket/deadlinequeue.h"

#include <QtCore/QList>
#include <QtNetwork/QAbstractSocket>
#include <QtNetwork/QHostAddress>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace Gantry {

//! RFC 8305 section 4: the families alternate, beginning with that of the first one;
//! within a family the resolver's order stays.
QList<QHostAddress> interleaved(const QList<QHostAddress> &addresses);

class AddressRace final : public QObject, private DeadlineClient
{
public:
    //! RFC 8305 section 5, Connection Attempt Delay: "A recommended value [...] is 250
    //! milliseconds".
    static constexpr std::chrono::milliseconds AttemptDelay{250};

    struct Settings
    {
        QList<QHostAddress> addresses{}; //!< in the order in which they are tried
        quint16 port = 0;
        QHostAddress bindAddress{}; //!< null: any; addresses of another family are left out
        QIODevice::OpenMode openMode = QIODevice::ReadWrite;
        std::function<std::unique_ptr<QAbstractSocket>()> makeSocket{};
    };

    explicit AddressRace(Settings settings);
    ~AddressRace() override;

    //! One of them, once, from the event loop or from start(). They may not delete this.
    std::function<void(std::unique_ptr<QAbstractSocket>)> won;
    std::function<void(const QString &)> lost;

    void start();
    //! Gives up without a report.
    void stop();

private:
    struct Attempt
    {
        QHostAddress address;
        std::unique_ptr<QAbstractSocket> socket;
    };

    void startNext();
    bool bind(QAbstractSocket &socket);
    void onConnected(QAbstractSocket *socket);
    void onError(QAbstractSocket *socket);
    void attemptFailed(const QHostAddress &address, const QString &text);
    std::unique_ptr<QAbstractSocket> take(QAbstractSocket *socket);
    void discard(std::unique_ptr<QAbstractSocket> socket);
    void deadlineReached(Core::TimePoint now) override;

    Settings m_settings;
    std::vector<Attempt> m_attempts; //!< under way
    qsizetype m_next = 0; //!< of the addresses
    Core::TimePoint m_nextStart;
    QStringList m_errors;
    bool m_isOver = false;
};

} // namespace Gantry
