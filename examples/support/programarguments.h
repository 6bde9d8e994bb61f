// SPDX-License-Identifier: MIT
// A command line, read before there is an application object, so that a wrong one
// costs nothing and needs no display. Collects the first complaint, so that a
// program reads all its options and asks once whether they were good. Knows no
// option by itself but --help and --version.
#pragma once

#include <QtCore/QCommandLineParser>
#include <QtCore/QUrl>

#include <optional>

namespace Gantry::Examples {

class ProgramArguments
{
public:
    //! \a name is the program's, whatever the file it was started from is called.
    ProgramArguments(const QString &name, const QString &description);

    void addPositional(const QString &name, const QString &description);
    void addFlag(const QString &name, const QString &description);
    void addValue(const QString &name, const QString &description, const QString &valueName,
                  const QString &defaultValue = {});

    //! nullopt: go on. Otherwise the exit status: help or version were printed, or
    //! the line could not be understood.
    std::optional<int> parse(int &argc, char **argv);

    bool isSet(const QString &name) const { return m_parser.isSet(name); }
    QString value(const QString &name) const { return m_parser.value(name); }
    QStringList values(const QString &name) const { return m_parser.values(name); }

    // The typed ones complain about what is not theirs, and return a default.
    qint64 number(const QString &name, qint64 least, qint64 most);
    QString choice(const QString &name, const QStringList &choices);
    //! A ws:, wss: or ws+unix: address.
    QUrl webSocketUrl(const QString &text);
    //! All values of \a name.
    QStringList subprotocols(const QString &name);
    //! The one positional argument, as webSocketUrl().
    QUrl onlyUrl();
    void expectNoPositional();
    QStringList positional() const { return m_parser.positionalArguments(); }

    bool hasComplaint() const { return !m_complaint.isEmpty(); }
    //! Remembers \a text unless there is an earlier complaint.
    void addComplaint(const QString &text);
    //! Prints the complaint and returns the exit status for it; nullopt: none.
    std::optional<int> verdict() const;

private:
    QCommandLineParser m_parser;
    QString m_complaint;
};

} // namespace Gantry::Examples
