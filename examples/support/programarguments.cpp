// SPDX-License-Identifier: MIT
#include "support/programarguments.h"

#include "support/console.h"

#include <Gantry/SettingsCheck>

#include <QtCore/QCoreApplication>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

ProgramArguments::ProgramArguments(const QString &name, const QString &description)
{
    setProgramName(name);
    QCoreApplication::setApplicationName(name);
    m_parser.setApplicationDescription(description);
    m_parser.addOption({{u"h"_s, u"help"_s}, u"Says this and ends."_s});
    m_parser.addOption({{u"v"_s, u"version"_s}, u"Says the version and ends."_s});
}

void ProgramArguments::addPositional(const QString &name, const QString &description)
{
    m_parser.addPositionalArgument(name, description);
}

void ProgramArguments::addFlag(const QString &name, const QString &description)
{
    m_parser.addOption({name, description});
}

void ProgramArguments::addValue(const QString &name, const QString &description, const QString &valueName,
                                const QString &defaultValue)
{
    m_parser.addOption({name, description, valueName, defaultValue});
}

std::optional<int> ProgramArguments::parse(int &argc, char **argv)
{
    QStringList line;
    for (int i = 0; i < argc; ++i)
        line.append(QString::fromLocal8Bit(argv[i]));
    // parse(), because process() would end with 1 on a wrong line and needs an
    // application object.
    if (!m_parser.parse(line)) {
        addComplaint(m_parser.errorText());
        return verdict();
    }
    if (m_parser.isSet(u"version"_s)) {
        printLine(QCoreApplication::applicationName() + u" " GANTRY_VERSION ""_s);
        return ExitDone;
    }
    if (m_parser.isSet(u"help"_s)) {
        const QCoreApplication application(argc, argv); // helpText() asks it for its name
        printLine(m_parser.helpText().trimmed());
        return ExitDone;
    }
    return std::nullopt;
}

qint64 ProgramArguments::number(const QString &name, qint64 least, qint64 most)
{
    bool isNumber = false;
    const qint64 number = value(name).toLongLong(&isNumber);
    if (isNumber && number >= least && number <= most)
        return number;
    addComplaint(
        u"--%1 wants a number from %2 to %3, not '%4'"_s.arg(name).arg(least).arg(most).arg(value(name)));
    return least;
}

QString ProgramArguments::choice(const QString &name, const QStringList &choices)
{
    if (!choices.contains(value(name)))
        addComplaint(u"--%1 is one of %2, not '%3'"_s.arg(name, choices.join(u", "_s), value(name)));
    return value(name);
}

QUrl ProgramArguments::webSocketUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (const QString complaint = complaintAboutUrl(url); !complaint.isEmpty())
        addComplaint(u"'%1' is no WebSocket address: %2"_s.arg(text, complaint));
    return url;
}

QStringList ProgramArguments::subprotocols(const QString &name)
{
    const QStringList names = values(name);
    if (const QString complaint = complaintAboutSubprotocols(names); !complaint.isEmpty())
        addComplaint(u"--%1: %2"_s.arg(name, complaint));
    return names;
}

QUrl ProgramArguments::onlyUrl()
{
    const QStringList positional = m_parser.positionalArguments();
    if (positional.size() == 1)
        return webSocketUrl(positional.first());
    addComplaint(positional.isEmpty() ? u"the address is missing; --help explains"_s
                                      : u"one address is wanted, not %1"_s.arg(positional.size()));
    return {};
}

void ProgramArguments::expectNoPositional()
{
    if (const QStringList positional = m_parser.positionalArguments(); !positional.isEmpty())
        addComplaint(u"'%1' was not expected; --help explains"_s.arg(positional.first()));
}

void ProgramArguments::addComplaint(const QString &text)
{
    if (m_complaint.isEmpty())
        m_complaint = text;
}

std::optional<int> ProgramArguments::verdict() const
{
    if (m_complaint.isEmpty())
        return std::nullopt;
    complain(m_complaint);
    return ExitUsage;
}

} // namespace Gantry::Examples
