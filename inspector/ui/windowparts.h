// SPDX-License-Identifier: GPL-3.0-only
// The parts of a window that those work with who do something for it. All are the
// window's, which outlives them.
#pragma once

class QMainWindow;

namespace Gantry::Inspector {

class FrameModel;
class FrameView;
class NoticeBar;
class RecordStore;
class SourceSet;
class TaskStrip;
struct WindowServices;

struct WindowParts
{
    QMainWindow *window = nullptr;
    const WindowServices *services = nullptr;
    RecordStore *store = nullptr;
    FrameModel *model = nullptr;
    FrameView *view = nullptr;
    SourceSet *sources = nullptr;
    NoticeBar *notice = nullptr;
    TaskStrip *tasks = nullptr;
};

} // namespace Gantry::Inspector
