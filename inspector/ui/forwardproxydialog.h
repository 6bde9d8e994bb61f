// SPDX-License-Identifier: GPL-3.0-only
// Asks where the forward proxy listens, and says what browsers and programs need to be
// seen through it: its address, and trust in the inspector's own authority.
#pragma once

#include "ui/windowservices.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Gantry::Inspector {

class CopyLine;

class ForwardProxyDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ForwardProxyDialog(const WindowServices &services, QWidget *parent = nullptr);

    ForwardProxySettings settings() const;
    void setSettings(const ForwardProxySettings &settings);

private:
    QWidget *makeTargets();
    QWidget *makeTrust();
    void makeAuthority();
    void showAuthority();
    void showHelp();
    void check();

    const WindowServices &m_services;
    QLineEdit *m_listen = nullptr;
    QLineEdit *m_ca = nullptr;
    QCheckBox *m_insecure = nullptr;
    CopyLine *m_authority = nullptr;
    QPushButton *m_make = nullptr;
    CopyLine *m_environment = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_start = nullptr;
    QString m_authorityFile;
};

} // namespace Gantry::Inspector
