// SPDX-License-Identifier: GPL-3.0-only
// One proxied connection: octets from link to link, a copy to the decoder. Slows a
// side down when the other does not keep up, hands the end of a direction on after
// its last octet, and answers for the target when that cannot be reached.
#pragma once

#include "capture/link.h"
#include "capture/requestrewriter.h"
#include "core/handshake/websocketurl.h"
#include "tap/connectiondecoder.h"

#include <QtCore/QTimer>
#include <QtNetwork/QSslConfiguration>

#include <array>
#include <memory>

namespace Gantry::Inspector {

class RecordQueue;
class TargetConnector;

class Relay : public QObject
{
    Q_OBJECT

public:
    struct Target
    {
        Core::WebSocketAddress address;
        QSslConfiguration tls;
    };
    //! Output waiting in one direction before its source is paused, and where it may
    //! go on: a paused side costs a round trip, so it does not wait for nothing left.
    static constexpr qint64 HighWatermark = 1024 * 1024;
    static constexpr qint64 LowWatermark = 256 * 1024;
    //! How long what is left of a connection may go without progress once the other
    //! side is gone.
    static constexpr std::chrono::seconds LingerTime{5};
    //! How long a client may be silent after the target ended. It may have more to
    //! say, but one that never ends must not stay for ever.
    static constexpr std::chrono::seconds HalfCloseTime{120};

    Relay(std::unique_ptr<Link> client, bool isSecure, Target target, quint64 number, RecordQueue *records,
          QObject *parent = nullptr);
    ~Relay() override;

    //! While held, nothing is read from either side.
    void setHeld(bool held);

Q_SIGNALS:
    //! Both sides are gone and the last record is out.
    void finished(quint64 number);

private:
    void connectTarget();
    void adoptTarget();
    void dropConnector();
    void refuse(const QString &reason);
    void answerRefusal();
    void answer(int status, const QByteArray &text);
    void onClientOctets(QByteArrayView octets);
    void onTargetOctets(QByteArrayView octets);
    void onClientEnd();
    void onTargetEnd();
    void onClosed(std::unique_ptr<Link> &link, const QString &who, const QString &error);
    void onWritten();
    void lingerForClient();
    void onLingered();
    void updateReading();
    void note(const QString &reason);
    void finish();
    void deliver(Tap::Record &&record);

    const quint64 m_number;
    const Target m_target;
    RecordQueue *const m_records;
    std::unique_ptr<Link> m_clientLink; // null: gone
    std::unique_ptr<Link> m_targetLink; // null: not there yet, or gone
    std::unique_ptr<TargetConnector> m_connector; // while connecting
    RequestRewriter m_rewriter;
    Tap::ConnectionDecoder m_decoder;
    QTimer m_linger;
    QByteArray m_early; // for the target, until it is connected
    QByteArray m_failure; // why the connection ended, when it is known
    bool m_clientEnded = false;
    bool m_targetEnded = false;
    std::array<bool, 2> m_saidClose{}; // a close frame came, by direction
    bool m_isRefused = false; // the target cannot be reached
    bool m_isAnswered = false; // by us, in the target's place
    bool m_isHeld = false;
    bool m_clientPaused = false;
    bool m_targetPaused = false;
    bool m_isFinished = false;
};

} // namespace Gantry::Inspector
