// SPDX-License-Identifier: MIT
#include "core/handshake/extensions.h"

#include "core/handshake/headerfields.h"

namespace Gantry::Core {

namespace {

//! Walks over a header value once, from left to right.
class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_text(text)
    {
        skipBlanks();
    }

    bool atEnd() const { return m_at == m_text.size(); }

    //! Takes \a separator and the blanks around it if it comes next.
    bool take(char separator)
    {
        if (atEnd() || m_text[m_at] != separator)
            return false;
        ++m_at;
        skipBlanks();
        return true;
    }

    //! Empty when no token comes next.
    QByteArray takeToken()
    {
        const qsizetype start = m_at;
        while (!atEnd() && isTokenOctet(m_text[m_at]))
            ++m_at;
        const QByteArrayView token = m_text.sliced(start, m_at - start);
        skipBlanks();
        return token.toByteArray();
    }

    //! What is between the quotes, unescaped; empty when they are never closed.
    QByteArray takeQuoted()
    {
        QByteArray content;
        for (++m_at; !atEnd() && m_text[m_at] != '"'; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            content.append(m_text[m_at]);
        }
        return take('"') ? content : QByteArray();
    }

    bool isAtQuote() const { return !atEnd() && m_text[m_at] == '"'; }

private:
    void skipBlanks()
    {
        while (!atEnd() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

bool readParameter(Scanner &scanner, ExtensionParameter &parameter)
{
    parameter.name = scanner.takeToken();
    if (parameter.name.isEmpty())
        return false;
    if (!scanner.take('='))
        return true;
    // RFC 6455 section 9.1: "the value after quoted-string unescaping MUST conform to
    // the 'token' ABNF".
    parameter.value = scanner.isAtQuote() ? scanner.takeQuoted() : scanner.takeToken();
    return isToken(*parameter.value);
}

bool readExtension(Scanner &scanner, Extension &extension)
{
    extension.name = scanner.takeToken();
    if (extension.name.isEmpty())
        return false;
    while (scanner.take(';')) {
        ExtensionParameter parameter;
        if (!readParameter(scanner, parameter))
            return false;
        extension.parameters.append(std::move(parameter));
    }
    return true;
}

} // namespace

std::optional<QList<Extension>> parseExtensions(QByteArrayView value)
{
    QList<Extension> extensions;
    Scanner scanner(value);
    while (!scanner.atEnd()) {
        // RFC 9110 section 5.6.1.2: empty list elements are ignored.
        if (scanner.take(','))
            continue;
        Extension extension;
        if (!readExtension(scanner, extension) || !(scanner.atEnd() || scanner.take(',')))
            return std::nullopt;
        extensions.append(std::move(extension));
    }
    if (extensions.isEmpty()) // the grammar asks for at least one
        return std::nullopt;
    return extensions;
}

} // namespace Gantry::Core
