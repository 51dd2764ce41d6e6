#pragma once

#include "core/types/Token.h"

#include <QRectF>
#include <QString>

#include <vector>

namespace dare
{

/// One chip of the bar, placed.
struct TokenChip {
    QString label;       ///< word label, `end` or `pads`
    QString text;        ///< as written; "pads 47"
    QString rho;         ///< "0.86", empty on small chips
    QString weight;      ///< "×1.2", empty at 1
    QString neglect;     ///< "A", "B" or "A B" where the word is neglected
    int word = -1;       ///< index into TokenSequence::words, -1 for end and pads
    double density = 0;  ///< length and colour of the bar
    bool small = false;  ///< rho below 0.25, end, pads
    bool known = true;   ///< false: hollow
    bool struck = false; ///< beyond the token limit, or weight 0
    QRectF rect;
};

/// One chip per word, then `end` and `pads`. Not placed yet.
[[nodiscard]] std::vector<TokenChip> chipsOf(const TokenSequence &tokens);

/// Flows chips over lines of `width`. @return height of all lines
double placeChips(std::vector<TokenChip> &chips, double width);

inline constexpr double kChipInset = 2.0; ///< room around the chips for the focus ring
inline constexpr double kChipHeight = 28.0;
inline constexpr double kChipGap = 4.0;

} // namespace dare
