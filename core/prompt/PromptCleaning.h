#pragma once

#include "core/prompt/MappedText.h"

namespace dare
{

/// `cleanPrompt` (Prompt.h) on text that knows where it came from.
/// The steps of ftfy 6.3 per line, repeated until nothing changes: html entities (not after a `<`),
/// C1 controls as Windows-1252, Latin ligatures, full- and half-width forms, straight quotes,
/// terminal colour codes and control characters out, NFC. Then html entities twice, and every run
/// of white space to one space. ftfy's repair of mis-decoded UTF-8 is not here; the first prompt
/// that could need it says so in the log.
[[nodiscard]] MappedText cleanText(const MappedText &text);

} // namespace dare
