// SPDX-License-Identifier: MIT
#include "micromeasure.h"

#include "core/frame/frameheader.h"
#include "core/frame/masking.h"
#include "core/message/textcodec.h"
#include "core/message/utf8validator.h"

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype Sizes[] = {16, 125, 1024, 65536};

//! What the compiler must not work out beforehand, or leave away.
template<typename Value>
void keep(Value &value)
{
    asm volatile("" : "+m"(value) : : "memory");
}

void measureMasking(QList<MicroFigure> &figures)
{
    for (const qsizetype size : Sizes) {
        const QByteArray from = textOf(size, false);
        QByteArray to(size, Qt::Uninitialized);
        char *out = to.data();
        quint32 key = 0x37fa213d;
        const double ns = nsOf([&] {
            keep(key);
            Core::copyMasked(from.constData(), out, size, key, 0);
            keep(*out);
        });
        figures.append({u"mask"_s, size, ns});
    }
}

void measureText(QList<MicroFigure> &figures, bool isMixed)
{
    for (const qsizetype size : Sizes) {
        const QByteArray text = textOf(size, isMixed);
        bool isValid = true;
        const double ns = nsOf([&] {
            isValid &= Core::isValidUtf8(text);
            keep(isValid);
        });
        figures.append({isMixed ? u"utf-8 mixed"_s : u"utf-8 ascii"_s, size, isValid ? ns : 0});
    }
}

void measureCodec(QList<MicroFigure> &figures, bool isMixed)
{
    for (const qsizetype size : Sizes) {
        QByteArray utf8 = textOf(size, isMixed);
        QString text;
        const double decoding = nsOf([&] {
            Core::decodeUtf8(utf8, text);
            keep(text);
        });
        const double encoding = nsOf([&] {
            Core::encodeUtf8(text, utf8);
            keep(utf8);
        });
        const QString name = isMixed ? u" mixed"_s : u" ascii"_s;
        figures.append({u"decode"_s + name, size, decoding});
        figures.append({u"encode"_s + name, size, encoding});
    }
}

void measureHeader(QList<MicroFigure> &figures, quint64 length)
{
    std::array<char, Core::MaxFrameHeaderSize> octets;
    const int size =
        Core::writeFrameHeader({.masked = true, .maskKey = 0x37fa213d, .payloadLength = length}, octets);
    const double ns = nsOf([&] {
        keep(octets);
        auto parsed = Core::parseFrameHeader({octets.data(), size});
        keep(parsed);
    });
    figures.append({u"header"_s, size, ns});
}

} // namespace

QByteArray textOf(qsizetype size, bool isMixed)
{
    const QByteArray piece = isMixed
        ? "{\"na\xc3\xafve\": \"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5 \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80\"}, "_ba
        : "{\"name\": \"gantry\", \"value\": 12345}, "_ba;
    QByteArray text;
    while (text.size() + piece.size() <= size)
        text += piece;
    return text.leftJustified(size, '.');
}

QList<MicroFigure> measureParts()
{
    QList<MicroFigure> figures;
    measureMasking(figures);
    measureText(figures, false);
    measureText(figures, true);
    measureCodec(figures, false);
    measureCodec(figures, true);
    for (const quint64 length : {125, 1024, 65536})
        measureHeader(figures, length);
    return figures;
}

} // namespace Gantry::Bench
