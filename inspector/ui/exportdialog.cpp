// SPDX-License-Identifier: GPL-3.0-only
#include "ui/exportdialog.h"

#include "export/redactionpath.h"
#include "ui/redactiontable.h"
#include "ui/theme.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QLocale>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QGroupBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QVBoxLayout>

#include <array>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

const std::array<QString, 3> &suffixes()
{
    static const std::array<QString, 3> all{u"jsonl"_s, u"har"_s, u"pcapng"_s};
    return all;
}

} // namespace

ExportDialog::ExportDialog(const RecordSnapshot &records, const Counts &counts, const QString &folder,
                           QWidget *parent)
    : QDialog(parent)
    , m_records(records)
{
    setWindowTitle(tr("Export"));
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_format = new QComboBox(this);
    m_format->addItems({tr("JSON lines: everything, to open again or to read by programs"),
                        tr("HAR: messages, for browsers and HTTP tools"),
                        tr("pcapng: packets, for Wireshark")});
    form->addRow(tr("&Format:"), m_format);
    m_mode = new QComboBox(this);
    m_mode->addItems({tr("as on the wire: fragments and compression as they were"),
                      tr("normalised: each message in one piece, not compressed")});
    form->addRow(tr("&Packets:"), m_mode);
    addRows(form, counts);
    addFile(form, folder);

    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is wrong"));
    m_problem->setMinimumHeight(fontMetrics().lineSpacing()); // the dialog does not jump
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(makeRedaction(), 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::check);
    resize(720, 600);
    formatChanged();
    updatePreview();
}

void ExportDialog::addRows(QFormLayout *form, const Counts &counts)
{
    m_rows = new QButtonGroup(this);
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    const QLocale locale;
    const auto add = [&](const QString &text, quint64 count, Rows rows) {
        auto *button = new QRadioButton(text.arg(locale.toString(count)), box);
        button->setEnabled(count > 0 || rows == Rows::All);
        m_rows->addButton(button, int(rows));
        layout->addWidget(button);
    };
    add(tr("&All %1 records"), counts.all, Rows::All);
    add(tr("The %1 rows that are &shown"), counts.shown, Rows::Shown);
    add(tr("The %1 rows that are se&lected"), counts.selected, Rows::Selected);
    m_rows->button(int(Rows::All))->setChecked(true);
    form->addRow(tr("Records:"), box);
}

void ExportDialog::addFile(QFormLayout *form, const QString &folder)
{
    m_path = new QLineEdit(QDir::toNativeSeparators(QDir(folder).filePath(u"capture.jsonl"_s)), this);
    m_path->setLayoutDirection(Qt::LeftToRight);
    auto *browseButton = new QPushButton(tr("&Browse…"), this);
    browseButton->setAutoDefault(false);
    browseButton->setAccessibleName(tr("Browse for the file"));
    connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
    auto *row = new QWidget(this);
    row->setFocusProxy(m_path);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_path, 1);
    layout->addWidget(browseButton);
    form->addRow(tr("F&ile:"), row);
    m_path->setAccessibleName(tr("File"));
}

QWidget *ExportDialog::makeRedaction()
{
    auto *box = new QGroupBox(tr("What may not leave this machine"), this);
    m_redacts = new QCheckBox(tr("&Take out secrets"), box);
    m_redacts->setChecked(true);
    m_handshakes = new QCheckBox(tr("Passwords, cookies and tokens of &handshakes"), box);
    m_handshakes->setChecked(true);
    m_logins = new QCheckBox(tr("&WAMP logins"), box);
    m_logins->setChecked(true);
    m_ownPaths = new QLineEdit(box);
    m_ownPaths->setPlaceholderText(u"$.user.password, $..token"_s);
    m_ownPaths->setAccessibleName(tr("Paths in JSON messages whose values are taken out, too"));
    m_ownPaths->setToolTip(tr("Paths in JSON messages, separated by commas: $.user.password, $..token"));
    m_ownPaths->setLayoutDirection(Qt::LeftToRight);
    m_table = new RedactionTable(box);

    auto *own = new QHBoxLayout;
    auto *label = new QLabel(tr("&Values in JSON messages at:"), box);
    label->setBuddy(m_ownPaths);
    own->addWidget(label);
    own->addWidget(m_ownPaths, 1);
    auto *switches = new QHBoxLayout;
    switches->addWidget(m_handshakes);
    switches->addWidget(m_logins);
    switches->addStretch();
    auto *layout = new QVBoxLayout(box);
    layout->addWidget(m_redacts);
    layout->addLayout(switches);
    layout->addLayout(own);
    layout->addWidget(m_table, 1);
    for (const QCheckBox *each : {m_redacts, m_handshakes, m_logins}) {
        connect(each, &QCheckBox::toggled, this, &ExportDialog::updatePreview);
    }
    connect(m_ownPaths, &QLineEdit::textChanged, this, &ExportDialog::updatePreview);
    return box;
}

ExportDialog::Rows ExportDialog::rows() const
{
    return Rows(m_rows->checkedId());
}

ExportRequest ExportDialog::request() const
{
    return {.path = QDir::fromNativeSeparators(m_path->text()),
            .format = ExportFormat(m_format->currentIndex()),
            .mode = PcapngMode(m_mode->currentIndex()),
            .redaction = m_redacts->isChecked() ? std::optional(redaction()) : std::nullopt,
            .version = QCoreApplication::applicationVersion().toUtf8(),
            .records = m_records};
}

RedactionOptions ExportDialog::redaction() const
{
    RedactionOptions options{.handshakes = m_handshakes->isChecked(), .wampLogins = m_logins->isChecked()};
    const QStringList paths = m_ownPaths->text().split(u',', Qt::SkipEmptyParts);
    for (const QString &path : paths) {
        if (!path.trimmed().isEmpty()) {
            options.jsonPaths.append(path.trimmed().toUtf8());
        }
    }
    return options;
}

QString ExportDialog::wrongPath() const
{
    const QByteArrayList paths = redaction().jsonPaths;
    for (const QByteArray &path : paths) {
        if (!RedactionPath::parse(path)) {
            return QString::fromUtf8(path);
        }
    }
    return {};
}

void ExportDialog::setPath(const QString &path)
{
    m_path->setText(QDir::toNativeSeparators(path));
}

void ExportDialog::setFormat(ExportFormat format)
{
    m_format->setCurrentIndex(int(format));
}

void ExportDialog::setRows(Rows rows)
{
    m_rows->button(int(rows))->setChecked(true);
}

void ExportDialog::setRedacting(bool redacts)
{
    m_redacts->setChecked(redacts);
}

//! The file's name follows, unless it has an ending of its own.
void ExportDialog::formatChanged()
{
    const auto format = std::size_t(m_format->currentIndex());
    m_mode->setEnabled(ExportFormat(format) == ExportFormat::Pcapng);
    const QFileInfo info(m_path->text());
    const QString suffix = info.suffix();
    if (std::find(suffixes().begin(), suffixes().end(), suffix) != suffixes().end()) {
        const QString text = m_path->text();
        m_path->setText(text.chopped(suffix.size()) + suffixes()[format]);
    }
    check();
}

void ExportDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Export"), QFileInfo(m_path->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // said beside the button
    dialog->setDefaultSuffix(suffixes()[std::size_t(m_format->currentIndex())]);
    dialog->selectFile(m_path->text());
    connect(dialog, &QFileDialog::fileSelected, this, &ExportDialog::setPath);
    dialog->open();
}

void ExportDialog::check()
{
    const QFileInfo file(m_path->text());
    QString problem;
    if (m_path->text().isEmpty() || file.isDir()) {
        problem = tr("Enter the name of a file.");
    } else if (file.exists() && !file.isFile()) {
        problem = tr("That is no regular file.");
    } else if (!file.absoluteDir().exists()) {
        problem = tr("There is no folder %1.").arg(QDir::toNativeSeparators(file.absolutePath()));
    } else if (m_redacts->isChecked() && !wrongPath().isEmpty()) {
        problem = tr("“%1” is no path like $.user.password.").arg(wrongPath());
    }
    m_export->setEnabled(problem.isEmpty());
    if (problem.isEmpty() && file.exists()) {
        problem = tr("There is a file of this name; it is replaced when the export is whole.");
    }
    QPalette colors;
    colors.setColor(QPalette::WindowText, semanticColors(palette()).problem);
    m_problem->setPalette(colors);
    m_problem->setText(problem);
}

void ExportDialog::updatePreview()
{
    const bool redacts = m_redacts->isChecked();
    for (QWidget *each : std::initializer_list<QWidget *>{m_handshakes, m_logins, m_ownPaths}) {
        each->setEnabled(redacts);
    }
    if (!redacts) {
        m_table->showNone();
    } else if (wrongPath().isEmpty()) {
        m_table->preview(m_records, redaction());
    }
    check();
}

} // namespace Gantry::Inspector
