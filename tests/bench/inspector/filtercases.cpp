// SPDX-License-Identifier: MIT
#include "filtercases.h"

#include "capturemaker.h"

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace Inspector;

std::vector<FilterCase> filterCases()
{
    const auto isLargeText = [](const Tap::Record &record, quint64) {
        const auto *frame = std::get_if<Tap::FrameRecord>(&record);
        return frame && frame->messageOpcode == 1 && frame->payload.size() > 250;
    };
    return {
        {u"text that one frame has"_s, std::make_shared<TextFilter>(CaptureMaker::Needle), 100ms},
        {u"text that 1 % have"_s, std::make_shared<TextFilter>(CaptureMaker::CommonText), 100ms},
        {u"text of three letters"_s, std::make_shared<TextFilter>("kPb"), 200ms},
        {u"a function that sees each record"_s, makeRowFilter(isLargeText), 1000ms},
    };
}

} // namespace Gantry::Bench
