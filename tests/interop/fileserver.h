// SPDX-License-Identifier: MIT
// As much of a web server as a page with modules needs.
#pragma once

#include <QtNetwork/QTcpServer>

namespace Gantry::Interop {

//! Serves the files of \a folder, and \a page as /index.html.
class FileServer : public QTcpServer
{
    Q_OBJECT

public:
    FileServer(const QString &folder, const QString &page);
    QUrl url() const;

private:
    void answer(class QTcpSocket *client);

    QString m_folder;
    QString m_page;
};

} // namespace Gantry::Interop
