// SPDX-License-Identifier: MIT
#include "core/outgoingmessage.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_OutgoingMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableIsComplete();
    void theFirstFrameAloneNamesTypeAndCompression();
};

void tst_OutgoingMessage::theTableIsComplete()
{
    using State = OutgoingState;
    using Input = OutgoingInput;
    constexpr auto ground = State::Ground;
    constexpr auto message = State::InsideMessage;
    constexpr auto frame = State::InsideFrame;
    constexpr auto none = std::optional<State>();
    const struct
    {
        Input input;
        std::optional<State> fromGround;
        std::optional<State> fromMessage;
        std::optional<State> fromFrame;
    } rows[] = {
        {Input::WholeMessage, ground, none, none},   {Input::Control, ground, message, none},
        {Input::BeginMessage, message, none, none},  {Input::WholeFrame, none, message, none},
        {Input::BeginFrame, none, frame, none},      {Input::FrameData, none, none, frame},
        {Input::FrameComplete, none, none, message}, {Input::EndMessage, none, ground, none},
    };
    for (const auto &row : rows) {
        QVERIFY(nextState(ground, row.input) == row.fromGround);
        QVERIFY(nextState(message, row.input) == row.fromMessage);
        QVERIFY(nextState(frame, row.input) == row.fromFrame);
    }
}

void tst_OutgoingMessage::theFirstFrameAloneNamesTypeAndCompression()
{
    OutgoingMessage message(true, true, 0);
    message.compression = OutgoingMessage::Compression::Compressed;
    QVERIFY(message.nextHeader(false)
            == (FrameHeader{.fin = false, .rsv = Rsv1, .opcode = quint8(Opcode::Binary)}));
    message.isFirstFrame = false;
    QVERIFY(message.nextHeader(true) == FrameHeader{.opcode = quint8(Opcode::Continuation)});
}

QTEST_APPLESS_MAIN(tst_OutgoingMessage)
#include "tst_outgoingmessage.moc"
