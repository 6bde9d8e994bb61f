// SPDX-License-Identifier: MIT
#include "wamp/session/exceptionmap.h"

#include "wamp/message/errors.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

ExceptionMap::Translation ExceptionMap::translate(const std::exception_ptr &exception) const
{
    for (const Definition &definition : m_definitions) {
        if (auto error = definition.toError(exception))
            return {.error = *error, .isExpected = true};
    }
    QString text = u"an exception of an unknown class"_s;
    try {
        std::rethrow_exception(exception);
    } catch (const ApplicationError &error) {
        return {.error = error, .isExpected = true};
    } catch (const std::exception &e) {
        text = QString::fromUtf8(e.what());
    } catch (...) {
        // Nothing can be asked of it.
    }
    return {.error = ApplicationError(Uris::runtimeError, {text}), .text = text};
}

std::exception_ptr ExceptionMap::exceptionFor(const ApplicationError &error) const
{
    for (const Definition &definition : m_definitions) {
        if (definition.uri == error.uri())
            return definition.fromError(error);
    }
    return {};
}

} // namespace Gantry::Wamp
