// SPDX-License-Identifier: GPL-3.0-only
#include "decode/wampframe.h"

#include "decode/documentreader.h"
#include "decode/documenttext.h"
#include "decode/words.h"
#include "wamp/message/messagetype.h"
#include "wamp/serializer/serializer.h"

#include <algorithm>
#include <iterator>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Wamp::MessageType;

namespace {

//! What stands at a place of a message, with the name that the specification gives it.
enum class Element : quint8 {
    None,
    Request,
    RequestType,
    Session,
    Subscription,
    Registration,
    Publication,
    Options,
    Details,
    Extra,
    Realm,
    Topic,
    Procedure,
    Reason,
    Error,
    Method,
    Signature,
};

struct Layout
{
    MessageType type;
    Element elements[4];
};

using E = Element;
using T = MessageType;

constexpr Layout Layouts[] = {
    {T::Hello, {E::Realm, E::Details}},
    {T::Welcome, {E::Session, E::Details}},
    {T::Abort, {E::Details, E::Reason}},
    {T::Challenge, {E::Method, E::Extra}},
    {T::Authenticate, {E::Signature, E::Extra}},
    {T::Goodbye, {E::Details, E::Reason}},
    {T::Error, {E::RequestType, E::Request, E::Details, E::Error}},
    {T::Publish, {E::Request, E::Options, E::Topic}},
    {T::Published, {E::Request, E::Publication}},
    {T::Subscribe, {E::Request, E::Options, E::Topic}},
    {T::Subscribed, {E::Request, E::Subscription}},
    {T::Unsubscribe, {E::Request, E::Subscription}},
    {T::Unsubscribed, {E::Request, E::Details}},
    {T::Event, {E::Subscription, E::Publication, E::Details}},
    {T::Call, {E::Request, E::Options, E::Procedure}},
    {T::Cancel, {E::Request, E::Options}},
    {T::Result, {E::Request, E::Details}},
    {T::Register, {E::Request, E::Options, E::Procedure}},
    {T::Registered, {E::Request, E::Registration}},
    {T::Unregister, {E::Request, E::Registration}},
    {T::Unregistered, {E::Request, E::Details}},
    {T::Invocation, {E::Request, E::Registration, E::Details}},
    {T::Interrupt, {E::Request, E::Options}},
    {T::Yield, {E::Request, E::Options}},
    {T::EventReceived, {E::Publication}},
};

const Layout *layoutOf(quint16 type)
{
    const auto *found = std::find_if(std::begin(Layouts), std::end(Layouts),
                                     [type](const Layout &layout) { return quint16(layout.type) == type; });
    return found == std::end(Layouts) ? nullptr : found;
}

QString nameOf(Element element)
{
    switch (element) {
    case Element::Request:
        return Words::tr("Request");
    case Element::RequestType:
        return Words::tr("Request type");
    case Element::Session:
        return Words::tr("Session");
    case Element::Subscription:
        return Words::tr("Subscription");
    case Element::Registration:
        return Words::tr("Registration");
    case Element::Publication:
        return Words::tr("Publication");
    case Element::Options:
        return Words::tr("Options");
    case Element::Details:
        return Words::tr("Details");
    case Element::Extra:
        return Words::tr("Extra");
    case Element::Realm:
        return Words::tr("Realm");
    case Element::Topic:
        return Words::tr("Topic");
    case Element::Procedure:
        return Words::tr("Procedure");
    case Element::Reason:
        return Words::tr("Reason");
    case Element::Error:
        return Words::tr("Error");
    case Element::Method:
        return Words::tr("Method");
    case Element::Signature:
        return Words::tr("Signature");
    case Element::None:
        break;
    }
    return {};
}

//! Fills a frame from the elements of one message.
class FrameFiller
{
public:
    FrameFiller(const Document &document, quint32 message)
        : m_document(document)
    {
        m_frame.node = message;
    }

    WampFrame run()
    {
        const DocumentNode &message = m_document.at(m_frame.node);
        const quint32 code = m_frame.node + 1;
        const bool isList = message.type == NodeType::Array && message.children > 0;
        const auto type = isList ? unsignedValue(m_document, code) : std::nullopt;
        const Layout *layout = type && *type <= 0xFFFF ? layoutOf(quint16(*type)) : nullptr;
        m_frame.type = type && *type <= 0xFFFF ? quint16(*type) : quint16(0);
        m_frame.isMalformed = layout == nullptr;
        if (layout) {
            m_frame.typeName = wampTypeName(m_frame.type);
            takeElements(*layout, m_document.at(code).next);
        }
        return m_frame;
    }

private:
    void takeElements(const Layout &layout, quint32 node)
    {
        for (const Element element : layout.elements) {
            if (element == Element::None) {
                return;
            }
            if (node >= m_document.at(m_frame.node).next) {
                // Of revocations alone the last element may, and mostly does, miss.
                const bool mayMiss = element == Element::Details
                    && (layout.type == T::Unsubscribed || layout.type == T::Unregistered);
                m_frame.isMalformed = m_frame.isMalformed || !mayMiss;
                return;
            }
            take(element, node);
            node = m_document.at(node).next;
        }
    }

    void take(Element element, quint32 node)
    {
        switch (element) {
        case Element::Request:
            takeId(m_frame.requestId, node);
            break;
        case Element::RequestType: {
            quint64 type = 0;
            takeId(type, node);
            m_frame.requestType = quint16(std::min<quint64>(type, 0xFFFF));
            break;
        }
        case Element::Session:
        case Element::Subscription:
        case Element::Registration:
            takeId(m_frame.objectId, node);
            break;
        case Element::Publication:
            takeId(m_frame.publicationId, node);
            break;
        case Element::Options:
        case Element::Details:
            takeDictionary(node);
            break;
        case Element::Realm:
        case Element::Topic:
        case Element::Procedure:
        case Element::Reason:
        case Element::Error:
            takeUri(node);
            break;
        case Element::Extra:
        case Element::Method:
        case Element::Signature:
        case Element::None:
            break;
        }
    }

    void takeId(quint64 &id, quint32 node)
    {
        const auto value = unsignedValue(m_document, node);
        m_frame.isMalformed = m_frame.isMalformed || !value;
        id = value.value_or(0);
    }

    void takeUri(quint32 node)
    {
        if (m_document.at(node).type != NodeType::Text) {
            m_frame.isMalformed = true;
            return;
        }
        m_frame.uri = textContent(m_document, node, MaxUriOctets);
    }

    void takeDictionary(quint32 node)
    {
        if (m_document.at(node).type != NodeType::Object) {
            m_frame.isMalformed = m_frame.isMalformed || m_document.at(node).type != NodeType::TooDeep;
            return;
        }
        m_frame.isProgress = isTrue(m_document.member(node, "progress"));
        m_frame.isAcknowledged = isTrue(m_document.member(node, "acknowledge"));
        const auto type = MessageType(m_frame.type);
        if (type == T::Event || type == T::Invocation) {
            // Said where the id alone does not tell: the pattern stands for many.
            const quint32 name = m_document.member(node, type == T::Event ? "topic" : "procedure");
            if (name != 0) {
                takeUri(name);
            }
        } else if (type == T::Unsubscribed || type == T::Unregistered) {
            const quint32 id = m_document.member(node,
                                                 type == T::Unsubscribed ? QByteArrayView("subscription")
                                                                         : QByteArrayView("registration"));
            if (id != 0) {
                takeId(m_frame.objectId, id);
            }
        }
    }

    bool isTrue(quint32 node) const
    {
        return node != 0 && m_document.at(node).type == NodeType::Boolean
            && valueText(m_document, node) == u"true"_s;
    }

    const Document &m_document;
    WampFrame m_frame;
};

} // namespace

bool isWampSupported() noexcept
{
    return true;
}

bool isWampSubprotocol(QByteArrayView subprotocol) noexcept
{
    return subprotocol.startsWith("wamp.2.") && formatOfSubprotocol(subprotocol) != DocumentFormat::None;
}

QByteArrayView wampTypeName(quint16 code) noexcept
{
    const Wamp::MessageRule *rule = Wamp::messageRule(code);
    return rule ? rule->name : QByteArrayView();
}

WampFrames readWampFrames(const QByteArray &message, const QByteArray &subprotocol,
                          const DocumentBounds &bounds)
{
    WampFrames result;
    result.document = readDocument(
        message, {.subprotocol = subprotocol, .chosen = formatOfSubprotocol(subprotocol)}, bounds);
    const Document &document = result.document;
    const DocumentNode &root = document.at(0);
    for (quint32 node = 1; node < root.next && result.frames.size() < MaxFramesOfBatch;
         node = document.at(node).next) {
        result.frames << FrameFiller(document, node).run();
    }
    return result;
}

QList<WampField> wampFields(const Document &document, const WampFrame &frame)
{
    QList<WampField> fields;
    const Layout *layout = layoutOf(frame.type);
    if (!layout || frame.node == 0) {
        return fields;
    }
    const quint32 end = document.at(frame.node).next;
    quint32 node = document.at(frame.node + 1).next;
    QStringList names;
    for (const Element element : layout->elements) {
        if (element != Element::None) {
            names << nameOf(element);
        }
    }
    names << Words::tr("Arguments") << Words::tr("Keyword arguments");
    for (qsizetype i = 0; node < end; ++i, node = document.at(node).next) {
        const bool isKnown = i < names.size();
        fields << WampField{isKnown ? names[i] : Words::tr("Element %1").arg(i + 1), node};
    }
    return fields;
}

QString wampProblem(const QByteArray &message, const QByteArray &subprotocol)
{
    const Wamp::Serializer *serializer = Wamp::Serializer::bySubprotocol(QString::fromLatin1(subprotocol));
    return serializer ? serializer->decode(message, [](Wamp::Message &) { return true; }).text : QString();
}

} // namespace Gantry::Inspector
