// SPDX-License-Identifier: MIT
#include "wamp/serializer/messagereader.h"

#include "wamp/message/uri.h"
#include "wamp/serializer/fieldreader.h"
#include "wamp/serializer/layouts.h"

namespace Gantry::Wamp::Wire {

namespace {

using namespace Qt::Literals::StringLiterals;

QString textOf(QByteArrayView latin1)
{
    return QString::fromLatin1(latin1);
}

//! "PUBLISH.Options.exclude_me: not a bool".
DecodeError errorAt(const MessageRule &rule, QByteArrayView element, const FieldProblem &problem)
{
    QString text = textOf(rule.name) + u'.' + textOf(element);
    if (!problem.key.isEmpty())
        text += u'.' + textOf(problem.key);
    return {text + u": "_s + QLatin1StringView(problem.problem)};
}

//! One message while it is interpreted.
template<typename M>
class Interpreter
{
public:
    Interpreter(const FieldReader &reader, Encoding encoding, M &message) noexcept
        : m_reader(reader)
        , m_tape(reader.tape())
        , m_encoding(encoding)
        , m_message(message)
        , m_rule(messageRule(M::type))
    { }

    DecodeError run()
    {
        if (m_tape.elements() < m_rule.minimumSize())
            return {u"%1: too few elements"_s.arg(textOf(m_rule.name))};
        DecodeError error = std::apply([this](const auto &...field) { return this->elements(field...); },
                                       Layout<M>::elements);
        if constexpr (HasPayload<M>) {
            if (!error)
                error = payload(m_message);
        }
        return error ? error : whole(m_message);
    }

private:
    template<typename... Field>
    DecodeError elements(const Field &...field)
    {
        DecodeError error;
        int index = 0;
        const auto one = [&](const auto &f) {
            // Beyond the rule's there is one that may be missing: what was revoked.
            const ElementKind kind = m_rule.elements[index++];
            m_at = m_tape[m_at].next;
            if (m_at == m_tape.end())
                return true;
            const FieldProblem problem = element(kind, m_message.*f.member);
            if (problem.problem)
                error = errorAt(m_rule, f.key, problem);
            return !problem.problem;
        };
        (void)(one(field) && ...);
        return error;
    }

    FieldProblem element(ElementKind kind, Id &value)
    {
        const Token &token = m_tape[m_at];
        if (kind == ElementKind::IdOrZero && token.kind == TokenKind::Integer && token.integer == 0)
            return {};
        return {m_reader.read(m_at, value)};
    }

    FieldProblem element(ElementKind, MessageType &value)
    {
        const Token &token = m_tape[m_at];
        const MessageRule *rule = token.kind == TokenKind::Integer && token.integer > 0
            ? messageRule(quint64(token.integer))
            : nullptr;
        if (!rule || !rule->mayFail)
            return {"not the type of a request"};
        value = rule->type;
        return {};
    }

    FieldProblem element(ElementKind kind, Utf8 &value)
    {
        // A client that leaves the choice of the realm to the router.
        if (M::type == MessageType::Hello && m_tape[m_at].kind == TokenKind::Null)
            return {};
        if (const Problem problem = m_reader.read(m_at, value))
            return {problem};
        return {kind == ElementKind::UriPattern || isValidUri(value) ? nullptr : "not a URI"};
    }

    FieldProblem element(ElementKind, QString &value) { return {m_reader.read(m_at, value)}; }
    FieldProblem element(ElementKind, QVariantMap &value) { return {m_reader.read(m_at, value)}; }
    template<HasFields Struct>
    FieldProblem element(ElementKind, Struct &value)
    {
        return readFields(m_reader, m_at, value);
    }

    //! Args and Kwargs, or one byte string that only the ends understand.
    DecodeError payload(auto &message)
    {
        const quint32 args = m_tape[m_at].next;
        if (args == m_tape.end())
            return {};
        const quint32 kwargs = m_tape[args].next;
        const bool hasKwargs = kwargs != m_tape.end();
        const Token &first = m_tape[args];
        if (first.kind == TokenKind::Text || first.kind == TokenKind::Bytes) {
            if (!saysOpaque(message))
                return errorAt(m_rule, "Args", {"not a list"});
            if (hasKwargs)
                return errorAt(m_rule, "Kwargs", {"behind an opaque payload"});
            message.payload = Payload::fromOpaque(m_reader.textOf(first).toByteArray());
            return {};
        }
        if (first.kind != TokenKind::RawList)
            return errorAt(m_rule, "Args", {"not a list"});
        if (hasKwargs && m_tape[kwargs].kind != TokenKind::RawMap)
            return errorAt(m_rule, "Kwargs", {"not a dictionary"});
        const quint32 begin = quint32(m_reader.begin());
        Payload::Parts parts{.argsBegin = begin + first.begin, .argsSize = first.size};
        if (hasKwargs) {
            parts.kwargsBegin = begin + m_tape[kwargs].begin;
            parts.kwargsSize = m_tape[kwargs].size;
        }
        message.payload = Payload::fromRaw(m_encoding, m_reader.octets(), parts);
        return {};
    }

    // Rules about more than one element.

    DecodeError whole(const auto &) { return {}; }
    DecodeError whole(const Hello &hello) { return roles(hello.details.roles); }
    DecodeError whole(const Welcome &welcome) { return roles(welcome.details.roles); }
    DecodeError whole(const Subscribe &m) { return pattern(m.topic, m.options.match, "Topic"); }
    DecodeError whole(const Register &m) { return pattern(m.procedure, m.options.match, "Procedure"); }
    DecodeError whole(const Unsubscribed &m)
    {
        return revocation(m.request == 0 && m.details.subscription == 0, "subscription");
    }
    DecodeError whole(const Unregistered &m)
    {
        return revocation(m.request == 0 && m.details.registration == 0, "registration");
    }
    DecodeError whole(const Event &m) { return uri(m.details.topic, "topic"); }
    DecodeError whole(const Invocation &m) { return uri(m.details.procedure, "procedure"); }

    DecodeError roles(const Roles &roles)
    {
        return roles.isEmpty() ? errorAt(m_rule, "Details", {"none that is known", "roles"}) : DecodeError();
    }
    DecodeError pattern(const Utf8 &uri, MatchPolicy match, QByteArrayView element)
    {
        return isValidPattern(uri, match) ? DecodeError() : errorAt(m_rule, element, {"not a URI"});
    }
    DecodeError revocation(bool isOfNothing, QByteArrayView key)
    {
        return isOfNothing ? errorAt(m_rule, "Details", {"missing", key}) : DecodeError();
    }
    DecodeError uri(const Utf8 &uri, QByteArrayView key)
    {
        return uri.isEmpty() || isValidUri(uri) ? DecodeError()
                                                : errorAt(m_rule, "Details", {"not a URI", key});
    }

    const FieldReader &m_reader;
    const Tape &m_tape;
    Encoding m_encoding;
    M &m_message;
    const MessageRule &m_rule;
    quint32 m_at = 0; //!< the element; the code to begin with
};

template<typename... M>
DecodeError interpretAs(MessageType type, const FieldReader &reader, Encoding encoding,
                        std::variant<M...> &message)
{
    DecodeError error;
    const auto one = [&]<typename T>(std::type_identity<T>) {
        if (T::type != type)
            return false;
        error = Interpreter<T>(reader, encoding, message.template emplace<T>()).run();
        return true;
    };
    (void)(one(std::type_identity<M>()) || ...);
    return error;
}

} // namespace

DecodeError interpret(const Tape &tape, Encoding encoding, const QByteArray &octets, qsizetype begin,
                      Message &message)
{
    const FieldReader reader(tape, octets, begin);
    return interpretAs(MessageType(tape[0].integer), reader, encoding, message);
}

} // namespace Gantry::Wamp::Wire
