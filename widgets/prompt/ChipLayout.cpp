#include "widgets/prompt/ChipLayout.h"

#include "widgets/theme/Fonts.h"

#include <QFontMetricsF>

#include <cmath>

namespace dare
{

namespace
{

constexpr double kSmallBelow = 0.25;
constexpr double kSign = 14.0; // the triangle and its gap

double widthOf(const TokenChip &chip)
{
    static const QFontMetricsF word(sansFont(12, QFont::Medium));
    static const QFontMetricsF small(sansFont(12));
    static const QFontMetricsF value(monoFont(10));
    static const QFontMetricsF factor(monoFont(10, QFont::Medium));
    double width = chip.small ? 12.0 : 16.0;
    width += std::ceil((chip.small ? small : word).horizontalAdvance(chip.text));
    if (!chip.rho.isEmpty())
        width += 6.0 + std::ceil(value.horizontalAdvance(chip.rho));
    if (!chip.weight.isEmpty())
        width += 6.0 + std::ceil(factor.horizontalAdvance(chip.weight));
    if (!chip.neglect.isEmpty())
        width += 6.0 + kSign + std::ceil(factor.horizontalAdvance(chip.neglect));
    return width + 2.0;
}

TokenChip chipOf(const Word &word, int index)
{
    TokenChip chip;
    chip.label = QString::fromStdString(word.label);
    chip.text = QString::fromStdString(word.text);
    chip.word = index;
    chip.density = word.rho;
    chip.small = word.rho < kSmallBelow;
    chip.known = word.known;
    chip.struck = word.cut || word.weight == 0.0;
    if (!chip.small && !word.cut)
        chip.rho = QString::number(word.rho, 'f', 2);
    if (std::abs(word.weight - 1.0) > 1e-9 && !word.cut)
        chip.weight = QStringLiteral("×%1").arg(word.weight, 0, 'g', 3);
    return chip;
}

} // namespace

std::vector<TokenChip> chipsOf(const TokenSequence &tokens)
{
    std::vector<TokenChip> chips;
    for (std::size_t i = 0; i < tokens.words.size(); ++i)
        chips.push_back(chipOf(tokens.words[i], static_cast<int>(i)));
    if (tokens.limit == 0)
        return chips;
    TokenChip end;
    end.label = end.text = QStringLiteral("end");
    end.small = true;
    chips.push_back(end);
    const int pads = tokens.limit - static_cast<int>(tokens.ids.size());
    if (pads > 0) {
        end.label = QStringLiteral("pads");
        end.text = QStringLiteral("pads %1").arg(pads);
        chips.push_back(end);
    }
    return chips;
}

double placeChips(std::vector<TokenChip> &chips, double width)
{
    double x = kChipInset;
    double y = kChipInset;
    for (TokenChip &chip : chips) {
        const double wide = std::min(widthOf(chip), std::max(24.0, width - 2 * kChipInset));
        if (x + wide > width - kChipInset && x > kChipInset) {
            x = kChipInset;
            y += kChipHeight + kChipGap;
        }
        chip.rect = QRectF(x, y, wide, kChipHeight);
        x += wide + kChipGap;
    }
    return chips.empty() ? 0.0 : y + kChipHeight + kChipInset;
}

} // namespace dare
