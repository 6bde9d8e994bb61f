// SPDX-License-Identifier: GPL-3.0-only
// WAMP messages in frames, as a client sends and receives them.
#pragma once

#include "inspector/samplerecords.h"

namespace Gantry::Inspector::Test {

inline constexpr qint64 Millisecond = 1'000'000;

//! A message of connection 1 at \a ms after the begin.
inline Tap::FrameRecord wamp(qint64 ms, Core::Direction direction, const QByteArray &json,
                             quint64 connection = 1)
{
    Tap::FrameRecord record = text(connection, json, direction);
    record.head.timeNs = SampleTimeNs + ms * Millisecond;
    return record;
}

inline Tap::FrameRecord sent(qint64 ms, const QByteArray &json)
{
    return wamp(ms, Core::Direction::Sent, json);
}

inline Tap::FrameRecord received(qint64 ms, const QByteArray &json)
{
    return wamp(ms, Core::Direction::Received, json);
}

//! A session with each kind of pair; sequences from 1.
inline QList<Tap::Record> wampSession()
{
    return {
        open(1, "ws://127.0.0.1:8080/ws", "wamp.2.json"), // 1
        sent(0, R"([1,"harbour",{"roles":{"caller":{},"callee":{}}}])"),
        received(2, R"([4,"wampcra",{"challenge":"x"}])"),
        sent(3, R"([5,"c2lnbmF0dXJl",{}])"),
        received(7, R"([2,9129137332,{"roles":{"broker":{},"dealer":{}}}])"), // 5
        sent(10, R"([32,1,{},"com.example.count"])"),
        sent(11, R"([48,2,{},"com.example.add",[2,3]])"),
        received(12, R"([33,1,5512315355])"),
        received(14, R"([50,2,{},[5]])"),
        sent(20, R"([48,3,{"receive_progress":true},"com.example.lift"])"), // 10
        received(22, R"([50,3,{"progress":true},[1]])"),
        received(25, R"([50,3,{"progress":true},[2]])"),
        received(30, R"([50,3,{},[3]])"),
        sent(40, R"([16,4,{"acknowledge":true},"com.example.log",["hello"]])"),
        received(43, R"([17,4,77])"), // 15
        sent(44, R"([16,5,{},"com.example.log",["no answer"]])"),
        received(50, R"([36,5512315355,78,{},[42]])"),
        sent(60, R"([64,6,{},"com.example.crane"])"),
        received(61, R"([65,6,2103333224])"),
        received(70, R"([68,1,2103333224,{},["up"]])"), // 20
        sent(73, R"([70,1,{},["done"]])"),
        received(80, R"([68,2,2103333224,{},["sideways"]])"),
        sent(81, R"([8,68,2,{},"com.example.error.no_such_way",["sideways"]])"),
        sent(90, R"([48,7,{},"com.example.missing"])"),
        received(91, R"([8,48,7,{},"wamp.error.no_such_procedure"])"), // 25
        sent(95, R"([34,8,5512315355])"),
        received(96, R"([35,8])"),
        received(97, R"([50,4711,{},[]])"),
        sent(99, R"([6,{},"wamp.close.normal"])"),
        received(100, R"([6,{},"wamp.close.goodbye_and_out"])"), // 30
    };
}

} // namespace Gantry::Inspector::Test
