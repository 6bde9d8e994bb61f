// SPDX-License-Identifier: MIT
// The samples of the WAMP protocol's project, which other implementations pass as well.
// GANTRY_VECTORS names the folder that has them.
#include "wamp/samplemessages.h"

#include "wamp/serializer/valuewriter.h"
#include "wamp/serializer/variants.h"

#include <QtCore/QCborValue>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

class TestWampVectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void samplesAreReadAndWritten_data() { addSamples(true); }
    void samplesAreReadAndWritten();
    void validationSamplesAreJudged_data() { addSamples(false); }
    void validationSamplesAreJudged();
    void cleanupTestCase();

private:
    void addSamples(bool isSerialization);
    void checkAttributes(const Message &message, const QJsonObject &expected);

    QList<QJsonObject> m_files;
    QHash<QString, int> m_forms; //!< read, by serializer
    QHash<QString, int> m_judged;
};

namespace {

const Serializer *const serializers[] = {&json(), &msgpack(), &cbor()};

//! What the samples call the elements behind the code.
QStringList attributesOf(int code)
{
    static const QHash<int, QStringList> names{
        {1, {u"realm"_s}},
        {2, {u"session_id"_s}},
        {3, {u"details"_s, u"reason"_s}},
        {4, {u"method"_s, u"extra"_s}},
        {5, {u"signature"_s, u"extra"_s}},
        {6, {u"details"_s, u"reason"_s}},
        {8, {u"request_type"_s, u"request_id"_s, u"details"_s, u"error"_s}},
        {16, {u"request_id"_s, u"options"_s, u"topic"_s, u"args"_s, u"kwargs"_s}},
        {17, {u"request_id"_s, u"publication_id"_s}},
        {32, {u"request_id"_s, u"options"_s, u"topic"_s}},
        {33, {u"request_id"_s, u"subscription_id"_s}},
        {34, {u"request_id"_s, u"subscription_id"_s}},
        {35, {u"request_id"_s}},
        {36, {u"subscription"_s, u"publication"_s, u"details"_s, u"args"_s, u"kwargs"_s}},
        {48, {u"request_id"_s, u"options"_s, u"procedure"_s, u"args"_s, u"kwargs"_s}},
        {49, {u"request_id"_s, u"options"_s}},
        {50, {u"request_id"_s, u"details"_s, u"args"_s, u"kwargs"_s}},
        {64, {u"request_id"_s, u"options"_s, u"procedure"_s}},
        {65, {u"request_id"_s, u"registration_id"_s}},
        {66, {u"request_id"_s, u"registration_id"_s}},
        {67, {u"request_id"_s}},
        {68, {u"request_id"_s, u"registration_id"_s, u"details"_s}},
        {69, {u"request_id"_s, u"options"_s}},
        {70, {u"request_id"_s, u"options"_s}},
        {337, {u"publication_id"_s}},
    };
    return names.value(code);
}

QList<QByteArray> formsOf(const QJsonObject &sample, const Serializer &serializer)
{
    QList<QByteArray> forms;
    const QJsonArray listed = sample[u"serializers"][serializer.name()].toArray();
    for (const QJsonValue &form : listed) {
        const QString hex = form[u"bytes_hex"].toString();
        forms += hex.isEmpty() ? form[u"bytes"].toString().toUtf8() : QByteArray::fromHex(hex.toLatin1());
    }
    return forms;
}

QByteArray encodedList(const QJsonArray &list, const Serializer &serializer)
{
    if (serializer.encoding() == Encoding::Json)
        return QJsonDocument(list).toJson(QJsonDocument::Compact);
    if (serializer.encoding() == Encoding::Cbor)
        return QCborValue::fromJsonValue(list).toCbor();
    QByteArray octets;
    Wire::MsgPackWriter writer(octets);
    return Wire::tellVariant(list.toVariantList(), writer, 1).isEmpty() ? octets : QByteArray();
}

} // namespace

void TestWampVectors::initTestCase()
{
    const QString folder = qEnvironmentVariable("GANTRY_VECTORS");
    if (folder.isEmpty())
        QSKIP("GANTRY_VECTORS names no folder with the samples of the WAMP project");
    QDirIterator files(folder + u"/wamp/singlemessage"_s, {u"*.json"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        m_files.append(QJsonDocument::fromJson(file.readAll()).object());
    }
    QVERIFY2(!m_files.isEmpty(), qPrintable(folder + u" has no wamp/singlemessage"_s));
}

void TestWampVectors::addSamples(bool isSerialization)
{
    QTest::addColumn<QJsonObject>("sample");
    for (const QJsonObject &file : std::as_const(m_files)) {
        int number = 0;
        const QJsonArray samples = file[u"samples"].toArray();
        for (const QJsonValue &sample : samples) {
            ++number;
            if (sample.toObject().contains(u"serializers") == isSerialization)
                QTest::addRow("%s %d", qPrintable(file[u"wamp_message_type"].toString()), number)
                    << sample.toObject();
        }
    }
}

void TestWampVectors::checkAttributes(const Message &message, const QJsonObject &expected)
{
    // Qt's parser, not ours.
    const QJsonArray list = QJsonDocument::fromJson(encoded(json(), message)).array();
    QCOMPARE(list[0], expected[u"message_type"]);
    const QStringList names = attributesOf(list[0].toInt());
    QByteArray opaque;
    std::visit(
        [&opaque](const auto &m) {
            if constexpr (requires { m.payload; })
                opaque = m.payload.opaque();
        },
        message);
    for (auto attribute = expected.begin(); attribute != expected.end(); ++attribute) {
        const QString name = attribute.key();
        if (name == u"message_type")
            continue;
        if (name == u"payload") {
            QCOMPARE(QString::fromLatin1(opaque.toHex()), attribute->toString());
        } else if (name == u"roles") {
            QCOMPARE(list[2][name], *attribute);
        } else {
            const qsizetype index = names.indexOf(name);
            QVERIFY2(index >= 0, qPrintable(name));
            const bool isAbsent = name.endsWith(u"args") && !opaque.isEmpty();
            const QJsonValue found = isAbsent ? QJsonValue() : list.at(index + 1);
            QCOMPARE(found.isUndefined() ? QJsonValue() : found, *attribute);
        }
    }
}

void TestWampVectors::samplesAreReadAndWritten()
{
    QFETCH(QJsonObject, sample);
    for (const Serializer *from : serializers) {
        const QList<QByteArray> forms = formsOf(sample, *from);
        QVERIFY(!forms.isEmpty());
        for (const QByteArray &form : forms) {
            QString error;
            const QList<Message> messages = decoded(*from, form, &error);
            QCOMPARE(error, QString());
            QCOMPARE(messages.size(), 1);
            checkAttributes(messages.first(), sample[u"expected_attributes"].toObject());
            // Also what was translated on the way.
            for (const Serializer *to : serializers) {
                const QByteArray octets = encoded(*to, messages.first());
                QVERIFY2(formsOf(sample, *to).contains(octets), octets.toHex(' ').constData());
            }
            ++m_forms[from->name()];
        }
    }
}

void TestWampVectors::validationSamplesAreJudged()
{
    QFETCH(QJsonObject, sample);
    const QString contains = sample[u"expected_error"][u"contains"].toString();
    for (const Serializer *serializer : serializers) {
        const QString error = errorOf(*serializer, encodedList(sample[u"wmsg"].toArray(), *serializer));
        if (contains.isEmpty())
            QCOMPARE(error, QString());
        else
            QVERIFY2(error.contains(contains), qPrintable(u"\"%1\", not of %2"_s.arg(error, contains)));
        ++m_judged[serializer->name()];
    }
}

void TestWampVectors::cleanupTestCase()
{
    if (m_files.isEmpty())
        return;
    for (const Serializer *serializer : serializers) {
        const QString name = serializer->name();
        QVERIFY(m_forms[name] > 0 && m_judged[name] > 0);
        qInfo("%s: %d forms of samples read and written, %d validation samples judged", qPrintable(name),
              m_forms[name], m_judged[name]);
    }
}

QTEST_GUILESS_MAIN(TestWampVectors)
#include "tst_wampvectors.moc"
