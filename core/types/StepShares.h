#pragma once

#include <array>
#include <string>
#include <vector>

namespace dare
{

/// What every step's before-masses say of the words: a word's mean mass over the mean mass of all
/// pieces of words. Attention, not proof that a thing is visible.
struct StepShares {
    struct SideShares {
        std::vector<std::vector<float>> words;  ///< [word][step], steps that are done
        std::vector<std::vector<float>> layers; ///< [block][step] of the selected words
        std::vector<bool> neglected;            ///< [word]
    };
    std::vector<std::string> labels; ///< words, in reading order
    std::vector<double> rho;         ///< [word]
    int steps = 0;                   ///< of the recipe
    int blocks = 0;
    double threshold = 0.5;          ///< a share below it ...
    int count = 3;                   ///< ... in so many consecutive steps is neglect
    std::array<SideShares, 2> sides; ///< A, B; empty where not run
};

} // namespace dare
