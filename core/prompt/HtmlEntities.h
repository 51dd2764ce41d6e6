#pragma once

#include "core/prompt/MappedText.h"

namespace dare
{

/// Python's `html.unescape`: numeric references, named ones, the old names without a semicolon too.
/// Names are those of HTML 4, their old all-capital forms and `apos`; the rarer ones of HTML 5
/// stay.
[[nodiscard]] MappedText unescapeHtml(const MappedText &text);

/// ftfy's cautious kind: the semicolon is a must; all-capital names such as `&EACUTE;` are known.
[[nodiscard]] MappedText unescapeHtmlStrictly(const MappedText &text);

/// What Windows-1252 has in place of a C1 control character; the character itself where it has
/// none.
[[nodiscard]] char16_t windows1252(char16_t control);

} // namespace dare
