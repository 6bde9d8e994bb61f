// SPDX-License-Identifier: MIT
// A JSON document read strictly: every access says what it wants, and the first thing that
// is wrong is kept with its place. Knows no key.
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QSet>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>
#include <utility>

namespace Gantry::Examples {

//! The first complaint about a document.
class ConfigComplaint
{
public:
    void add(const QString &path, const QString &text)
    {
        if (m_text.isEmpty())
            m_text = path.isEmpty() ? text : path + QStringLiteral(": ") + text;
    }
    //! "realms[0].name: ..."; empty: all is well.
    const QString &text() const { return m_text; }

private:
    QString m_text;
};

class ConfigObject;

//! A value and where it stands. What is wrong is complained about, and a default returned.
class ConfigValue
{
public:
    ConfigValue(const QJsonValue &value, const QString &path, ConfigComplaint *complaint)
        : m_value(value)
        , m_path(path)
        , m_complaint(complaint)
    { }

    bool boolean() const;
    QString text() const; //!< not empty
    qint64 number(qint64 least, qint64 most) const;
    std::chrono::milliseconds milliseconds() const;
    QList<ConfigValue> list() const;
    QStringList texts() const;
    ConfigObject object() const;
    //! One of \a choices: its index.
    qsizetype choice(const QStringList &choices) const;
    //! So many octets, or any number of them from 1 if it is 0, in hexadecimal.
    QByteArray octets(qsizetype count) const;
    const QJsonValue &json() const { return m_value; }

    void complain(const QString &text) const { m_complaint->add(m_path, text); }

private:
    bool is(QJsonValue::Type type, const char *wanted) const;

    QJsonValue m_value;
    QString m_path;
    ConfigComplaint *m_complaint;
};

//! An object whose keys are asked for one by one.
class ConfigObject
{
public:
    ConfigObject(const QJsonObject &object, const QString &path, ConfigComplaint *complaint)
        : m_object(object)
        , m_path(path)
        , m_complaint(complaint)
    { }
    //! Complains about keys that nobody asked for.
    ~ConfigObject();
    ConfigObject(const ConfigObject &) = delete;
    ConfigObject &operator=(const ConfigObject &) = delete;

    std::optional<ConfigValue> find(const QString &key);
    //! Complains if it is missing.
    std::optional<ConfigValue> require(const QString &key);
    void complain(const QString &text) const { m_complaint->add(m_path, text); }

    // What is there replaces \a target.
    void read(const QString &key, bool &target);
    void read(const QString &key, QString &target);
    void read(const QString &key, QStringList &target);
    void read(const QString &key, std::chrono::milliseconds &target);
    template<typename Number>
    void read(const QString &key, Number &target, qint64 least, qint64 most)
    {
        if (const auto value = find(key))
            target = Number(value->number(least, most));
    }
    //! \a target is an enumeration whose values are in the order of \a names.
    template<typename Enumeration>
    void read(const QString &key, Enumeration &target, const QStringList &names)
    {
        if (const auto value = find(key))
            target = Enumeration(value->choice(names));
    }

private:
    QString pathOf(const QString &key) const;

    QJsonObject m_object;
    QString m_path;
    ConfigComplaint *m_complaint;
    QSet<QString> m_known;
};

//! The object that \a octets are; the complaint says with line and column why they are none.
std::optional<QJsonObject> parseConfig(const QByteArray &octets, ConfigComplaint *complaint);

} // namespace Gantry::Examples
