// SPDX-License-Identifier: GPL-3.0-only
// Preferences, the layout's reset, and the list of keys: the actions for them, and
// what the preferences do to the window.
#pragma once

#include "ui/preferences.h"
#include "ui/windowparts.h"

#include <QtCore/QObject>

class QAction;

namespace Gantry::Inspector {

class CapturePage;
class Exporter;
class WindowActions;

class SettingsActions final : public QObject
{
    Q_OBJECT

public:
    //! All are borrowed. \a actions has the menus.
    SettingsActions(const WindowParts &parts, const WindowActions &actions, CapturePage *page,
                    Exporter *exporter);

    //! Applies what was saved. Before the layout is restored: what it is now is what
    //! resetting goes back to.
    void load();
    void apply(const Preferences &preferences);
    const Preferences &preferences() const noexcept { return m_preferences; }
    //! Somebody chose it elsewhere.
    void keepTheme(Theme theme);
    void resetLayout();
    void edit();
    void showKeyboard();

    QAction *preferencesAction() const { return m_edit; }
    QAction *resetAction() const { return m_reset; }
    QAction *keyboardAction() const { return m_keyboard; }

Q_SIGNALS:
    void themeChosen(Theme theme);

private:
    void applyFont();

    const WindowParts m_parts;
    CapturePage *m_page;
    Exporter *m_exporter;
    QAction *m_edit;
    QAction *m_reset;
    QAction *m_keyboard;
    Preferences m_preferences;
    QByteArray m_defaultState;
    bool m_isLoaded = false;
};

} // namespace Gantry::Inspector
