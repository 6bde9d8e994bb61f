// SPDX-License-Identifier: GPL-3.0-only
#include "ui/launchdialog.h"

#include "ui/theme.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
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

LaunchDialog::LaunchDialog(QWidget *parent)
    : QDialog(parent)
    , m_command(new QLineEdit(this))
    , m_folder(new QLineEdit(this))
    , m_tap(new QCheckBox(tr("Watch it from &inside, if it uses Gantry"), this))
    , m_proxy(new QCheckBox(tr("Send it through a &forward proxy"), this))
    , m_problem(new QLabel(this))
{
    setWindowTitle(tr("Launch a Program"));
    m_command->setPlaceholderText(u"./my-program --url \"ws://127.0.0.1:9000/a b\""_s);
    m_command->setToolTip(tr("The program and its arguments, quoted where they have blanks"));
    m_folder->setPlaceholderText(QDir::toNativeSeparators(QDir::currentPath()));
    m_tap->setToolTip(tr("Starts it with GANTRY_INSPECT=1 in its environment"));
    m_tap->setChecked(true);
    m_proxy->setToolTip(
        tr("Sets http_proxy and the like; for wss it has to trust the inspector's authority"));
    for (QLineEdit *edit : {m_command, m_folder}) {
        edit->setLayoutDirection(Qt::LeftToRight);
        connect(edit, &QLineEdit::textChanged, this, &LaunchDialog::check);
    }
    for (const QCheckBox *box : {m_tap, m_proxy}) {
        connect(box, &QCheckBox::toggled, this, &LaunchDialog::check);
    }
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is missing"));
    m_problem->setMinimumHeight(fontMetrics().lineSpacing()); // the dialog does not jump
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("&Command:"), withBrowse(m_command, tr("Command"), false));
    form->addRow(tr("F&older:"), withBrowse(m_folder, tr("Folder it starts in"), true));
    form->addRow(QString(), m_tap);
    form->addRow(QString(), m_proxy);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Launch"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(560, sizeHint().height());
    m_command->setFocus();
    check();
}

QWidget *LaunchDialog::withBrowse(QLineEdit *edit, const QString &name, bool forFolder)
{
    edit->setAccessibleName(name);
    auto *button = new QPushButton(tr("Browse…"), this);
    button->setAutoDefault(false);
    button->setAccessibleName(tr("Browse: %1").arg(name));
    connect(button, &QPushButton::clicked, this, [this, edit, forFolder] { browse(edit, forFolder); });
    auto *row = new QWidget(this);
    row->setFocusProxy(edit);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(edit, 1);
    layout->addWidget(button);
    return row;
}

void LaunchDialog::browse(QLineEdit *edit, bool forFolder)
{
    auto *dialog = new QFileDialog(this, forFolder ? tr("Folder") : tr("Program"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(forFolder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, edit, [edit, forFolder](const QString &path) {
        edit->setText(forFolder || !path.contains(u' ') ? path : u'"' + path + u'"');
    });
    dialog->open();
}

LaunchSettings LaunchDialog::settings() const
{
    return {.command = m_command->text().trimmed(),
            .folder = m_folder->text(),
            .hasTap = m_tap->isChecked(),
            .usesProxy = m_proxy->isChecked()};
}

void LaunchDialog::setSettings(const LaunchSettings &settings)
{
    m_command->setText(settings.command);
    m_folder->setText(settings.folder);
    m_tap->setChecked(settings.hasTap);
    m_proxy->setChecked(settings.usesProxy);
}

void LaunchDialog::check()
{
    if (!m_start) {
        return; // being built
    }
    const LaunchSettings now = settings();
    const QString program = QProcess::splitCommand(now.command).value(0);
    QString problem;
    if (program.isEmpty()) {
        problem = tr("Enter the program to start.");
    } else if (!program.contains(u'/') && QStandardPaths::findExecutable(program).isEmpty()) {
        problem = tr("There is no program called %1.").arg(program);
    } else if (!now.folder.isEmpty() && !QFileInfo(now.folder).isDir()) {
        problem = tr("There is no such folder.");
    } else if (!now.hasTap && !now.usesProxy) {
        problem = tr("Choose how it is watched.");
    }
    QPalette colors;
    colors.setColor(QPalette::WindowText,
                    now.command.isEmpty() ? semanticColors(palette()).muted
                                          : semanticColors(palette()).problem);
    m_problem->setPalette(colors);
    m_problem->setText(problem);
    m_start->setEnabled(problem.isEmpty());
}

} // namespace Gantry::Inspector
