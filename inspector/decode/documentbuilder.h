// SPDX-License-Identifier: GPL-3.0-only
// Makes a document of what a reader tells it, value by value, within bounds. Knows no
// format. No input makes it recurse, however deeply nested.
#pragma once

#include "decode/document.h"

#include <functional>

namespace Gantry::Inspector {

struct DocumentBounds
{
    //! 80 MB of nodes; what is behind is not shown.
    quint32 maxNodes = 2'000'000;
    //! Deeper containers are one node without children. A tree of more levels is read by
    //! nobody, and views walk from a node to its root.
    int maxDepth = 256;
    //! Longer payloads are read up to here.
    qsizetype maxOctets = 64 * 1024 * 1024;
};

//! Whether to stop; asked every some thousand values.
using StopTest = std::function<bool()>;

class DocumentBuilder
{
public:
    DocumentBuilder(const QByteArray &payload, DocumentFormat format, const DocumentBounds &bounds = {},
                    StopTest stop = {});

    QByteArrayView octets() const noexcept { return m_octets; }
    //! False: the reader has nothing more to do.
    bool isGoing() const noexcept { return m_isGoing; }

    //! The next value's.
    void setKey(qsizetype begin, qsizetype end);
    void addLeaf(NodeType type, qsizetype begin, qsizetype end);
    void open(NodeType type, qsizetype begin);
    //! Ends the container opened last.
    void close(qsizetype end);
    //! What is wrong at \a offset; ends the reading.
    void fail(const QString &problem, qsizetype offset);

    //! The document; containers that are open end where the reading did.
    Document take();

private:
    quint32 add(NodeType type, qsizetype begin, qsizetype end);
    bool look(qsizetype offset);

    Document m_document;
    QByteArrayView m_octets;
    DocumentBounds m_bounds;
    StopTest m_stop;
    quint32 m_container = 0; //!< the innermost open one
    qsizetype m_keyBegin = 0;
    qsizetype m_keyEnd = 0;
    int m_depth = 0; //!< of open containers that have nodes
    quint64 m_tooDeep = 0; //!< open containers below those
    quint32 m_untilLook = 0;
    bool m_isGoing = true;
};

} // namespace Gantry::Inspector
