// SPDX-License-Identifier: MIT
#include "websocket/agentoptions.h"

#include "websocket/settingscheck.h"

#include <algorithm>
#include <limits>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isText(const QVariant &value)
{
    return value.typeId() == QMetaType::QString;
}

//! nullopt: it is no list of texts.
std::optional<QStringList> textsOf(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList)
        return value.toStringList();
    if (value.typeId() != QMetaType::QVariantList)
        return std::nullopt;
    const QVariantList list = value.toList();
    if (!std::ranges::all_of(list, isText))
        return std::nullopt;
    return value.toStringList();
}

//! Whole, and no text that looks like one; JSON's numbers are doubles. nullopt: neither.
std::optional<qint64> numberOf(const QVariant &value, qint64 largest)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        break;
    default:
        return std::nullopt;
    }
    const double number = value.toDouble();
    if (!(number >= 0 && number <= double(largest)) || number != double(qint64(number)))
        return std::nullopt;
    return qint64(number);
}

QString wrongType(const QString &name, const QString &wanted)
{
    return u"the option \"%1\" wants %2"_s.arg(name, wanted);
}

// Each reads one option into the options, or says what is wrong with it.

QString readHeaders(const QVariant &value, AgentOptions &options)
{
    const QString wanted = u"a map of texts, or of lists of texts"_s;
    if (value.typeId() != QMetaType::QVariantMap)
        return wrongType(u"headers"_s, wanted);
    const QVariantMap map = value.toMap();
    for (auto field = map.begin(); field != map.end(); ++field) {
        const auto texts = isText(*field) ? std::optional(QStringList(field->toString())) : textsOf(*field);
        if (!texts)
            return wrongType(u"headers"_s, wanted);
        for (const QString &text : *texts)
            options.headers.append(field.key().toUtf8(), text.toUtf8());
    }
    return complaintAboutHeaders(options.headers);
}

QString readProxy(const QVariant &value, AgentOptions &options)
{
    if (value.typeId() != QMetaType::QVariantMap)
        return wrongType(u"proxy"_s, u"a map"_s);
    options.proxy.setType(QNetworkProxy::HttpProxy);
    const QVariantMap map = value.toMap();
    for (auto part = map.begin(); part != map.end(); ++part) {
        const QString name = u"proxy."_s + part.key();
        if (part.key() == "port"_L1) {
            const auto port = numberOf(*part, 65535);
            if (!port || *port == 0)
                return wrongType(name, u"a number from 1 to 65535"_s);
            options.proxy.setPort(quint16(*port));
            continue;
        }
        const bool isKnown = QStringList{u"host"_s, u"type"_s, u"user"_s, u"password"_s}.contains(part.key());
        if (!isKnown)
            return u"unknown option \"%1\""_s.arg(name);
        if (!isText(*part))
            return wrongType(name, u"a text"_s);
        const QString text = part->toString();
        if (part.key() == "host"_L1)
            options.proxy.setHostName(text);
        else if (part.key() == "user"_L1)
            options.proxy.setUser(text);
        else if (part.key() == "password"_L1)
            options.proxy.setPassword(text);
        else if (text == "socks5"_L1)
            options.proxy.setType(QNetworkProxy::Socks5Proxy);
        else if (text != "http"_L1)
            return wrongType(name, u"\"http\" or \"socks5\""_s);
    }
    if (options.proxy.hostName().isEmpty() || options.proxy.port() == 0)
        return u"the option \"proxy\" needs \"host\" and \"port\""_s;
    return {};
}

QString readOption(const QString &name, const QVariant &value, AgentOptions &options)
{
    if (name == "headers"_L1)
        return readHeaders(value, options);
    if (name == "proxy"_L1)
        return readProxy(value, options);
    if (name == "protocols"_L1) {
        const auto texts = textsOf(value);
        if (!texts)
            return wrongType(name, u"a list of texts"_s);
        options.subprotocols = *texts;
        return complaintAboutSubprotocols(*texts);
    }
    if (name == "timeout"_L1) {
        const auto number = numberOf(value, std::numeric_limits<int>::max());
        if (!number)
            return wrongType(name, u"a number of milliseconds"_s);
        options.timeout = std::chrono::milliseconds(*number);
        return {};
    }
    if (name != "origin"_L1 && name != "useragent"_L1)
        return u"unknown option \"%1\""_s.arg(name);
    if (!isText(value))
        return wrongType(name, u"a text"_s);
    if (name == "origin"_L1)
        options.origin = value.toString();
    else
        options.userAgent = value.toString();
    return {};
}

} // namespace

std::variant<AgentOptions, QString> agentOptionsFrom(const QVariantMap &map)
{
    AgentOptions options;
    for (auto option = map.begin(); option != map.end(); ++option) {
        const QString complaint = readOption(option.key(), *option, options);
        if (!complaint.isEmpty())
            return complaint;
    }
    return options;
}

} // namespace Gantry
