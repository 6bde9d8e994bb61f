// SPDX-License-Identifier: GPL-3.0-only
// Asks between whom the inspector is to stand. Says at once what cannot work, and
// asks about TLS only where a URL is wss.
#pragma once

#include "ui/proxycheck.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Gantry::Inspector {

class ProxyDialog final : public QDialog
{
    Q_OBJECT

public:
    //! \a hasAuthority: see checkProxy().
    explicit ProxyDialog(bool hasAuthority, QWidget *parent = nullptr);

    ProxySettings settings() const;
    void setSettings(const ProxySettings &settings);

private:
    QLineEdit *addUrl(QFormLayout *form, const QString &label, const QString &example);
    QLineEdit *addFile(QFormLayout *form, const QString &label, const QString &title);
    void check();

    const bool m_hasAuthority;
    QLineEdit *m_listen = nullptr;
    QLineEdit *m_target = nullptr;
    QLineEdit *m_certificate = nullptr;
    QLineEdit *m_key = nullptr;
    QLineEdit *m_ca = nullptr;
    QCheckBox *m_insecure = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_start = nullptr;
};

} // namespace Gantry::Inspector
