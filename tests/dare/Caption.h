#pragma once

#include "core/types/Token.h"

/// "a red fox, a boat" and a word beyond the limit; `red` has two pieces, the comma belongs to
/// none.
///   token  0 a, 1-2 red, 3 fox, 4 comma, 5 a, 6 boat, 7 end, 8-9 pads
///   rho    a 0.1, red 0.4, fox 0.7, a 0.1, boat 1.0: mean over words 0.46, over pieces 0.45
[[nodiscard]] inline dare::TokenSequence caption()
{
    dare::TokenSequence out;
    out.ids = {10, 20, 21, 30, 40, 10, 50, 1};
    out.pieces = {"▁a", "▁re", "d", "▁fox", ",", "▁a", "▁boat", "</s>"};
    out.wordOfToken = {0, 1, 1, 2, -1, 3, 4, -1};
    out.limit = 10;
    const auto add = [&out](const char *label, double rho, std::vector<int> tokens) {
        dare::Word word;
        word.text = word.label = label;
        word.rho = rho;
        word.cut = tokens.empty();
        word.tokens = std::move(tokens);
        out.words.push_back(std::move(word));
    };
    add("a", 0.1, {0});
    add("red", 0.4, {1, 2});
    add("fox", 0.7, {3});
    add("a#2", 0.1, {5});
    add("boat", 1.0, {6});
    add("sail", 0.9, {});
    return out;
}
