// SPDX-License-Identifier: GPL-3.0-only
#include "export/headredaction.h"

#include <algorithm>
#include <array>

namespace Gantry::Inspector {

namespace {

//! Names that are secrets by themselves; '-' and '_' are left out of what is compared.
constexpr std::array<QByteArrayView, 25> SecretNames{
    "auth", "authorization", "bearer", "code", "credential", "credentials", "jwt",     "key", "otp",
    "pass", "passphrase",    "passwd", "pin",  "pwd",        "secret",      "session", "sid", "sessionid",
    "sig",  "signature",     "ticket", "csrf", "xsrf",       "password",    "token",
};
//! What longer names end with: "access_token", "X-Amz-Signature".
constexpr std::array<QByteArrayView, 9> SecretEndings{
    "token", "secret", "password", "passwd", "apikey", "signature", "ticket", "credential", "accesskey"};

constexpr qsizetype RandomTokenLength = 32;

QByteArray plainName(QByteArrayView name)
{
    QByteArray plain = QByteArray::fromPercentEncoding(name.toByteArray()).toLower();
    return plain.replace('-', QByteArrayView()).replace('_', QByteArrayView());
}

bool isAnyOf(QByteArrayView name, std::initializer_list<QByteArrayView> names)
{
    return std::any_of(names.begin(), names.end(),
                       [name](QByteArrayView other) { return Core::equalsIgnoringCase(name, other); });
}

bool hasLettersAndDigits(QByteArrayView text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::any_of(text.begin(), text.end(), isDigit) && !std::all_of(text.begin(), text.end(), isDigit);
}

} // namespace

bool isSecretName(QByteArrayView name)
{
    const QByteArray plain = plainName(name);
    return std::find(SecretNames.begin(), SecretNames.end(), QByteArrayView(plain)) != SecretNames.end()
        || std::any_of(SecretEndings.begin(), SecretEndings.end(),
                       [&](QByteArrayView ending) { return plain.endsWith(ending); });
}

bool isSecretToken(QByteArrayView token)
{
    const QByteArray lower = token.toByteArray().toLower();
    if (token.startsWith("eyJ") && token.contains('.'))
        return true; // a JSON Web Token: base64 of '{"'
    for (const QByteArrayView word : {"bearer", "authorization", "token", "jwt", "apikey", "api_key"}) {
        const qsizetype at = lower.indexOf(word);
        if (at >= 0 && at + word.size() < lower.size())
            return true; // with something behind it
    }
    // A name of its own says what it is for, and has points or slashes between words.
    return token.size() >= RandomTokenLength && hasLettersAndDigits(token) && !lower.startsWith("wamp.");
}

QByteArray HeadRedaction::url(const QByteArray &url)
{
    QByteArray out = url;
    const qsizetype authority = out.indexOf("://");
    if (authority >= 0) {
        const qsizetype slash = out.indexOf('/', authority + 3);
        const qsizetype at = out.left(slash).lastIndexOf('@'); // all of it if there is none
        if (at > authority) {
            m_plan.add(RedactionKind::QueryKey, "user information", at - authority - 3);
            out.replace(authority + 3, at - authority - 3, RedactedWord);
        }
    }
    const qsizetype query = out.indexOf('?');
    if (query < 0)
        return out;
    const qsizetype fragment = out.indexOf('#', query);
    const qsizetype end = fragment < 0 ? out.size() : fragment;
    QByteArrayList pairs = out.sliced(query + 1, end - query - 1).split('&');
    for (QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        if (equals < 0 || equals + 1 == pair.size() || !isSecretName(pair.first(equals)))
            continue;
        m_plan.add(RedactionKind::QueryKey, pair.first(equals), pair.size() - equals - 1);
        pair.truncate(equals + 1);
        pair.append(RedactedWord);
    }
    return out.first(query + 1) + pairs.join('&') + out.sliced(end);
}

QByteArray HeadRedaction::requestLine(const QByteArray &line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first < 0 || last <= first)
        return line;
    return line.first(first + 1) + url(line.sliced(first + 1, last - first - 1)) + line.sliced(last);
}

Core::HeaderFields HeadRedaction::fields(const Core::HeaderFields &fields)
{
    Core::HeaderFields out;
    for (const Core::HeaderField &one : fields.all())
        out.append(one.name, field(one.name, one.value));
    return out;
}

QByteArray HeadRedaction::field(const QByteArray &name, const QByteArray &value)
{
    if (value.isEmpty())
        return value;
    if (isAnyOf(name, {"Authorization", "Proxy-Authorization"}))
        return credentials(name, value);
    if (isAnyOf(name, {"Cookie"}))
        return cookies(name, value);
    if (isAnyOf(name, {"Set-Cookie"}))
        return setCookie(name, value);
    if (isAnyOf(name, {"Sec-WebSocket-Protocol"}))
        return subprotocols(value);
    if (isAnyOf(name, {"Referer", "Location"}))
        return url(value);
    if (isAnyOf(name, {"Sec-WebSocket-Key"}) || !isSecretName(name))
        return value; // the key of a handshake is none
    m_plan.add(RedactionKind::Header, name, value.size());
    return RedactedText.toByteArray();
}

//! "Bearer abc": the scheme says how, and is no secret.
QByteArray HeadRedaction::credentials(const QByteArray &name, const QByteArray &value)
{
    const qsizetype blank = value.indexOf(' ');
    const QByteArray scheme =
        blank > 0 && Core::isToken(value.first(blank)) ? value.first(blank + 1) : QByteArray();
    m_plan.add(RedactionKind::Header, name, value.size() - scheme.size());
    return scheme + RedactedText.toByteArray();
}

QByteArray HeadRedaction::cookies(const QByteArray &name, const QByteArray &value)
{
    QByteArrayList pairs = value.split(';');
    qsizetype octets = 0;
    for (QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray kept = pair.left(equals + 1);
        octets += pair.size() - kept.size();
        pair = kept + RedactedText.toByteArray();
    }
    m_plan.add(RedactionKind::Header, name, octets);
    return pairs.join(';');
}

//! The attributes behind the first pair say nothing secret.
QByteArray HeadRedaction::setCookie(const QByteArray &name, const QByteArray &value)
{
    const qsizetype end = value.indexOf(';');
    const QByteArray pair = end < 0 ? value : value.first(end);
    const qsizetype equals = pair.indexOf('=');
    m_plan.add(RedactionKind::Header, name, pair.size() - equals - 1);
    return pair.left(equals + 1) + RedactedText.toByteArray() + (end < 0 ? QByteArray() : value.sliced(end));
}

QByteArray HeadRedaction::subprotocols(const QByteArray &value)
{
    QByteArrayList parts = value.split(',');
    bool followsName = false; // "access_token, abc": the second is the token
    for (QByteArray &part : parts) {
        const QByteArray token = part.trimmed();
        if (!token.isEmpty() && (isSecretToken(token) || followsName)) {
            m_plan.add(RedactionKind::Subprotocol, "Sec-WebSocket-Protocol", token.size());
            part.replace(part.indexOf(token), token.size(), RedactedWord);
        }
        followsName = isSecretName(token);
    }
    return parts.join(',');
}

QByteArray HeadRedaction::rawHead(const QByteArray &octets)
{
    if (!octets.contains("HTTP/1."))
        return octets;
    QByteArrayList lines = octets.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QByteArray &line = lines[i];
        const QByteArray end = line.endsWith('\r') ? "\r" : "";
        const QByteArray text = line.chopped(end.size());
        const qsizetype colon = text.indexOf(':');
        if (i == 0)
            line = requestLine(text) + end;
        else if (colon > 0)
            line = text.first(colon + 1) + ' '
                + field(text.first(colon).trimmed(), text.sliced(colon + 1).trimmed()) + end;
    }
    return lines.join('\n');
}

} // namespace Gantry::Inspector
