// SPDX-License-Identifier: GPL-3.0-only
#include "ui/proxydialog.h"

#include "ui/theme.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

ProxyDialog::ProxyDialog(bool hasAuthority, QWidget *parent)
    : QDialog(parent)
    , m_hasAuthority(hasAuthority)
{
    setWindowTitle(tr("New Proxy"));
    auto *layout = new QVBoxLayout(this);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    layout->addLayout(form);

    m_listen = addUrl(form, tr("&Listen:"), u"ws://127.0.0.1:8899"_s);
    m_listen->setToolTip(tr("What clients connect to; port 0 is any free one"));
    m_listen->setText(u"ws://127.0.0.1:8899"_s);
    m_target = addUrl(form, tr("&Target:"), u"ws://127.0.0.1:9000"_s);
    m_target->setToolTip(tr("The server; a client's path is appended"));
    m_certificate = addFile(form, tr("&Certificate:"), tr("Certificate for clients (PEM)"));
    m_key = addFile(form, tr("&Key:"), tr("Key of the certificate (PEM)"));
    if (m_hasAuthority) {
        m_certificate->setPlaceholderText(tr("signed by the inspector's own authority"));
    }
    m_ca = addFile(form, tr("C&A of the target:"), tr("Certificates that the target is verified with (PEM)"));
    m_ca->setPlaceholderText(tr("the system's certificates"));
    m_insecure = new QCheckBox(tr("Do &not verify the target"), this);
    m_insecure->setToolTip(tr("Anybody could stand in for the target: for tests only"));
    form->addRow(QString(), m_insecure);
    connect(m_insecure, &QCheckBox::toggled, this, &ProxyDialog::check);

    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is missing"));
    m_problem->setMinimumHeight(2 * fontMetrics().lineSpacing()); // the dialog does not jump
    layout->addWidget(m_problem);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(560, sizeHint().height());
    m_target->setFocus();
    check();
}

QLineEdit *ProxyDialog::addUrl(QFormLayout *form, const QString &label, const QString &example)
{
    auto *edit = new QLineEdit(this);
    edit->setPlaceholderText(example);
    edit->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    edit->setLayoutDirection(Qt::LeftToRight);
    form->addRow(label, edit);
    connect(edit, &QLineEdit::textChanged, this, &ProxyDialog::check);
    return edit;
}

QLineEdit *ProxyDialog::addFile(QFormLayout *form, const QString &label, const QString &title)
{
    auto *edit = new QLineEdit(this);
    edit->setToolTip(title);
    auto *browse = new QPushButton(tr("Browse…"), this);
    browse->setAccessibleName(tr("Browse: %1").arg(title));
    browse->setAutoDefault(false);
    auto *row = new QWidget(this);
    row->setFocusProxy(edit);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(edit, 1);
    layout->addWidget(browse);
    form->addRow(label, row);
    connect(edit, &QLineEdit::textChanged, this, &ProxyDialog::check);
    connect(browse, &QPushButton::clicked, edit, [this, edit, title] {
        const QString path = QFileDialog::getOpenFileName(this, title, edit->text());
        if (!path.isEmpty()) {
            edit->setText(path);
        }
    });
    return edit;
}

ProxySettings ProxyDialog::settings() const
{
    return {.listen = m_listen->text().trimmed(),
            .target = m_target->text().trimmed(),
            .certificateFile = m_certificate->text(),
            .keyFile = m_key->text(),
            .caFile = m_ca->text(),
            .insecure = m_insecure->isChecked()};
}

void ProxyDialog::setSettings(const ProxySettings &settings)
{
    m_listen->setText(settings.listen);
    m_target->setText(settings.target);
    m_certificate->setText(settings.certificateFile);
    m_key->setText(settings.keyFile);
    m_ca->setText(settings.caFile);
    m_insecure->setChecked(settings.insecure);
}

void ProxyDialog::check()
{
    if (!m_start) {
        return; // the form is being built
    }
    const ProxySettings now = settings();
    const bool hasListenTls = asksForTls(now.listen);
    const bool hasTargetTls = asksForTls(now.target);
    for (QLineEdit *edit : {m_certificate, m_key}) {
        edit->parentWidget()->setEnabled(hasListenTls);
    }
    m_ca->parentWidget()->setEnabled(hasTargetTls && !now.insecure);
    m_insecure->setEnabled(hasTargetTls);

    const QList<ProxyProblem> problems = checkProxy(now, m_hasAuthority);
    m_start->setEnabled(problems.isEmpty());
    // A field that nobody has touched yet is no mistake: the hint stays quiet.
    const bool isUntouched = now.target.isEmpty();
    QPalette colors;
    colors.setColor(QPalette::WindowText,
                    isUntouched ? semanticColors(palette()).muted : semanticColors(palette()).problem);
    m_problem->setPalette(colors);
    m_problem->setText(problems.isEmpty() ? QString()
                           : isUntouched  ? tr("Enter the URL of the server to watch as the target.")
                                          : problems.first().text);
}

} // namespace Gantry::Inspector
