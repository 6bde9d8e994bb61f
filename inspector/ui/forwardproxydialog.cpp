// SPDX-License-Identifier: GPL-3.0-only
#include "ui/forwardproxydialog.h"

#include "ui/copyline.h"
#include "ui/theme.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QGroupBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTextBrowser>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QLabel *makeText(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

//! Quoted for a shell.
QString quoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

} // namespace

ForwardProxyDialog::ForwardProxyDialog(const WindowServices &services, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
{
    setWindowTitle(tr("Forward Proxy"));
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_listen = new QLineEdit(u"http://127.0.0.1:8899"_s, this);
    m_listen->setLayoutDirection(Qt::LeftToRight);
    m_listen->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_listen->setToolTip(tr("http://HOST:PORT; port 0 is any free one"));
    form->addRow(tr("&Listen on:"), m_listen);

    m_problem = makeText({}, this);
    m_problem->setAccessibleName(tr("What is wrong"));
    m_problem->setMinimumHeight(fontMetrics().lineSpacing()); // the dialog does not jump
    QPalette colors;
    colors.setColor(QPalette::WindowText, semanticColors(palette()).problem);
    m_problem->setPalette(colors);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(makeText(tr("Browsers and programs use this address as their HTTP proxy. All their "
                                  "traffic passes; their WebSocket connections are shown."),
                               this));
    layout->addLayout(form);
    layout->addWidget(makeTrust());
    layout->addWidget(makeTargets());
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_listen, &QLineEdit::textChanged, this, &ForwardProxyDialog::check);
    resize(620, sizeHint().height());
    m_listen->setFocus();
    if (m_services.hasAuthority && m_services.hasAuthority()) {
        makeAuthority();
    } else {
        showAuthority();
    }
    check();
}

QWidget *ForwardProxyDialog::makeTrust()
{
    auto *box = new QGroupBox(tr("For wss and https"), this);
    m_authority = new CopyLine(tr("Certificate to trust"), box);
    m_make = new QPushButton(tr("&Make It Now"), box);
    m_make->setAutoDefault(false);
    m_make->setToolTip(tr("The first start of the proxy makes it, too"));
    m_environment = new CopyLine(tr("Environment of a program"), box);
    auto *help = new QPushButton(tr("&How to Trust It…"), box);
    help->setAutoDefault(false);
    help->setEnabled(!m_services.trustHelp.isEmpty());
    connect(m_make, &QPushButton::clicked, this, &ForwardProxyDialog::makeAuthority);
    connect(help, &QPushButton::clicked, this, &ForwardProxyDialog::showHelp);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_make);
    buttons->addWidget(help);
    buttons->addStretch();
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("Certificate:"), m_authority);
    form->addRow(tr("Environment:"), m_environment);
    auto *layout = new QVBoxLayout(box);
    layout->addWidget(makeText(tr("To be read, an encrypted connection has to trust the inspector's own "
                                  "authority. Nothing trusts it until you say so, and whoever has its key "
                                  "can pose as any server: trust it only where you test."),
                               box));
    layout->addLayout(form);
    layout->addLayout(buttons);
    return box;
}

QWidget *ForwardProxyDialog::makeTargets()
{
    auto *box = new QGroupBox(tr("Servers behind the proxy"), this);
    m_ca = new QLineEdit(box);
    m_ca->setPlaceholderText(tr("the system's certificates"));
    m_ca->setLayoutDirection(Qt::LeftToRight);
    m_ca->setToolTip(tr("Certificates that servers are verified with (PEM)"));
    auto *browse = new QPushButton(tr("Browse…"), box);
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Browse for certificates that servers are verified with"));
    connect(browse, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Certificates (PEM)"), m_ca->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, m_ca, &QLineEdit::setText);
        dialog->open();
    });
    m_insecure = new QCheckBox(tr("Do &not verify servers"), box);
    m_insecure->setToolTip(tr("Anybody could stand in for them: for tests only"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_ca, 1);
    row->addWidget(browse);
    auto *form = new QFormLayout(box);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto *label = new QLabel(tr("Verified &with:"), box);
    label->setBuddy(m_ca);
    m_ca->setAccessibleName(tr("Certificates that servers are verified with"));
    form->addRow(label, row);
    form->addRow(QString(), m_insecure);
    connect(m_ca, &QLineEdit::textChanged, this, &ForwardProxyDialog::check);
    connect(m_insecure, &QCheckBox::toggled, this, &ForwardProxyDialog::check);
    return box;
}

ForwardProxySettings ForwardProxyDialog::settings() const
{
    return {
        .listen = m_listen->text().trimmed(), .caFile = m_ca->text(), .insecure = m_insecure->isChecked()};
}

void ForwardProxyDialog::setSettings(const ForwardProxySettings &settings)
{
    m_listen->setText(settings.listen);
    m_ca->setText(settings.caFile);
    m_insecure->setChecked(settings.insecure);
}

void ForwardProxyDialog::makeAuthority()
{
    QString problem;
    if (m_services.authorityFile) {
        m_authorityFile = m_services.authorityFile(&problem);
    }
    showAuthority();
    m_problem->setText(problem);
}

void ForwardProxyDialog::showAuthority()
{
    const bool exists = !m_authorityFile.isEmpty();
    m_authority->setText(exists ? m_authorityFile : tr("is made when the proxy first starts"));
    m_make->setVisible(!exists && m_services.authorityFile);
    check();
}

void ForwardProxyDialog::showHelp()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Trusting the Inspector's Authority"));
    auto *text = new QTextBrowser(dialog);
    text->setMarkdown(m_services.trustHelp);
    text->setAccessibleName(dialog->windowTitle());
    text->setLayoutDirection(Qt::LeftToRight); // commands in English
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
    dialog->resize(680, 560);
    dialog->open();
}

void ForwardProxyDialog::check()
{
    if (!m_start || !m_insecure) {
        return; // being built
    }
    const ForwardProxySettings now = settings();
    QString problem =
        m_services.forwardListenProblem ? m_services.forwardListenProblem(now.listen) : QString();
    if (problem.isEmpty() && !now.insecure && !now.caFile.isEmpty() && !QFileInfo(now.caFile).isReadable()) {
        problem = tr("The file of certificates cannot be read.");
    }
    m_ca->setEnabled(!now.insecure);
    m_start->setEnabled(problem.isEmpty());
    m_problem->setText(problem);
    const QString trust =
        m_authorityFile.isEmpty() ? QString() : u" SSL_CERT_FILE="_s + quoted(m_authorityFile);
    m_environment->setText(u"http_proxy=%1 https_proxy=%1"_s.arg(now.listen) + trust);
}

} // namespace Gantry::Inspector
