// SPDX-License-Identifier: GPL-3.0-only
// The window: puts store, model, views and sources together and connects them. Holds
// no record, decodes nothing and knows sources only through Source.
#pragma once

#include "ui/theme.h"
#include "ui/windowservices.h"

#include <QtWidgets/QMainWindow>

namespace Gantry::Inspector {

class CapturePage;
class FileActions;
class FrameModel;
class NoticeBar;
class RecordStore;
class SettingsActions;
class SourceSet;
class StatusLine;
class TableActions;
class WindowActions;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(WindowServices services, QWidget *parent = nullptr);
    ~MainWindow() override;

    //! Restores size, layout and theme of the last time and saves them on closing.
    //! Screenshots and tests do without.
    void useSettings();

    //! Starts \a source and shows its records.
    void addSource(std::unique_ptr<Source> source);
    //! Until another is set; what people choose in the window is kept.
    void setTheme(Theme theme);
    //! Shows the whole of what is captured, up to now, at once and writes a picture
    //! of the window in \a size to \a path. False if that cannot be written. The
    //! window need not be shown. Processes events.
    bool grabTo(const QString &path, QSize size = {1280, 800});

    RecordStore *store() const { return m_store; }
    FrameModel *frameModel() const { return m_model; }
    CapturePage *page() const { return m_page; }
    TableActions *tableActions() const { return m_tableActions; }
    FileActions *files() const { return m_files; }
    SettingsActions *settings() const { return m_settings; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void connectSourceActions();
    void connectViewActions();
    void connectState();
    //! What depends on which sources run.
    void updateState();
    void chooseProcess();
    void editProxy(const ProxySettings &settings);
    void stopSource();
    void askBeforeClosing();
    void showAbout();

    WindowServices m_services;
    RecordStore *m_store;
    FrameModel *m_model;
    SourceSet *m_sources;
    WindowActions *m_actions;
    NoticeBar *m_notice;
    StatusLine *m_status;
    CapturePage *m_page = nullptr;
    TableActions *m_tableActions = nullptr;
    FileActions *m_files = nullptr;
    SettingsActions *m_settings = nullptr;
    bool m_savesSettings = false;
    bool m_closesAnyway = false;
};

} // namespace Gantry::Inspector
