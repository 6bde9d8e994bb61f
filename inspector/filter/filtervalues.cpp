// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtervalues.h"

#include "decode/words.h"
#include "filter/filternumber.h"

#include <algorithm>

namespace Gantry::Inspector::FilterValues {

using namespace Qt::Literals::StringLiterals;

namespace {

using JsonResult = FilterValue<FilterJsonTest::Value>;

QStringList namesOf(FilterKind kind)
{
    QStringList names;
    for (const FilterName &name : filterNames(kind)) {
        if (name.explanation)
            names.append(name.name);
    }
    return names;
}

const FilterName *nameIn(FilterKind kind, QStringView text, Qt::CaseSensitivity sensitivity)
{
    const auto names = filterNames(kind);
    const auto found = std::find_if(names.begin(), names.end(), [&](const FilterName &name) {
        return text.compare(name.name, sensitivity) == 0;
    });
    return found == names.end() ? nullptr : &*found;
}

QString noSuchName(FilterField field, const QString &text)
{
    const FilterFieldInfo &info = filterFieldInfo(field);
    const QStringList names = namesOf(info.kind);
    const QString likely = likelyMeant(text, names);
    if (!likely.isEmpty())
        return Words::tr("'%1' is no value of '%2'; did you mean '%3'?").arg(text, info.name, likely);
    // A long list would hide what is wrong.
    constexpr qsizetype Shown = 6;
    const QString list = names.first(std::min(names.size(), Shown)).join(", "_L1);
    return Words::tr("'%1' is no value of '%2', which may be %3")
        .arg(text, info.name, names.size() > Shown ? list + u", …"_s : list);
}

FilterValue<double> plainNumber(FilterField field, const FilterLiteral &literal)
{
    const QLatin1StringView name = filterFieldInfo(field).name;
    const auto number = parseFilterNumber(literal.text);
    if (!number)
        return Words::tr("'%1' is a number, and '%2' is none").arg(name, literal.text);
    if (literal.isQuoted)
        return Words::tr("'%1' is a number: leave out the quotes").arg(name);
    if (number->isTime)
        return Words::tr("'%1' is a number: leave out the unit of time").arg(name);
    return number->value;
}

FilterValue<double> duration(FilterField field, const FilterLiteral &literal)
{
    const QLatin1StringView name = filterFieldInfo(field).name;
    const auto number = parseFilterNumber(literal.text);
    if (!number)
        return Words::tr("'%1' is a time, as 50ms or 3s, and '%2' is none").arg(name, literal.text);
    if (literal.isQuoted)
        return Words::tr("'%1' is a time: leave out the quotes").arg(name);
    if (!number->isTime && number->value != 0)
        return Words::tr("'%1' is a time and needs a unit; did you mean '%2ms' or '%2s'?")
            .arg(name, literal.text);
    return number->value;
}

FilterValue<double> opcode(FilterField field, const FilterLiteral &literal)
{
    if (const FilterName *name = nameIn(FilterKind::Opcode, literal.text, Qt::CaseSensitive))
        return double(name->value);
    const auto number = parseFilterNumber(literal.text);
    if (!number || literal.isQuoted || number->isTime)
        return noSuchName(field, literal.text);
    if (number->value < 0 || number->value > 15)
        return Words::tr("opcodes are from 0 to 15");
    return number->value;
}

} // namespace

FilterValue<double> number(FilterField field, const FilterLiteral &literal)
{
    const FilterKind kind = filterFieldInfo(field).kind;
    if (kind == FilterKind::Number)
        return plainNumber(field, literal);
    if (kind == FilterKind::Duration)
        return duration(field, literal);
    if (kind == FilterKind::Opcode)
        return opcode(field, literal);
    if (const FilterName *name = nameIn(kind, literal.text, Qt::CaseSensitive))
        return double(name->value);
    return noSuchName(field, literal.text);
}

FilterValue<QByteArray> text(FilterField, const FilterLiteral &literal)
{
    return literal.text.toUtf8();
}

FilterValue<QByteArray> wampType(FilterField field, const FilterLiteral &literal)
{
    if (const FilterName *name = nameIn(FilterKind::WampType, literal.text, Qt::CaseInsensitive))
        return QByteArray(name->name.data(), name->name.size());
    return noSuchName(field, literal.text);
}

FilterValue<QByteArray> octets(FilterField field, const FilterLiteral &literal)
{
    QString digits = literal.text.toLower();
    digits.removeIf([](QChar unit) { return unit.isSpace() || unit == u':'; });
    const bool isHex = std::all_of(digits.begin(), digits.end(), [](QChar unit) {
        return (unit >= u'0' && unit <= u'9') || (unit >= u'a' && unit <= u'f');
    });
    const QLatin1StringView name = filterFieldInfo(field).name;
    if (!isHex)
        return Words::tr("'%1' is hexadecimal digits, and '%2' is none; did you mean 'text'?")
            .arg(name, literal.text);
    if (digits.size() % 2 != 0)
        return Words::tr("an octet has two hexadecimal digits; here one is missing");
    return QByteArray::fromHex(digits.toLatin1());
}

JsonResult json(FilterField, const FilterLiteral &literal)
{
    using Value = FilterJsonTest::Value;
    if (literal.isQuoted)
        return Value(literal.text.toUtf8());
    if (literal.text == "null"_L1)
        return Value(FilterJsonTest::Null{});
    if (literal.text == "true"_L1 || literal.text == "false"_L1)
        return Value(literal.text == "true"_L1);
    const auto number = parseFilterNumber(literal.text);
    if (number && number->isTime)
        return Words::tr("JSON has no times; did you mean the text \"%1\"?").arg(literal.text);
    return number ? Value(number->value) : Value(literal.text.toUtf8());
}

JsonResult orderedJson(FilterField field, const FilterLiteral &literal)
{
    JsonResult result = json(field, literal);
    const auto *value = std::get_if<FilterJsonTest::Value>(&result);
    if (value && !std::holds_alternative<double>(*value) && !std::holds_alternative<QByteArray>(*value))
        return Words::tr("nothing is more or less than '%1'; did you mean '=='?").arg(literal.text);
    return result;
}

} // namespace Gantry::Inspector::FilterValues
