#pragma once

#include "core/types/Result.h"

#include <string>
#include <vector>

/// Calls of core/attention on random tensors, with plain values in and out.
namespace attention_cases
{

struct Setup {
    int queries = 65;
    int heads = 3;
    int channels = 12;
    int realTokens = 7;
    int tokens = 20;
    bool folded = true;
    std::vector<float> logWeights; ///< [tokens] or empty
    float kappa = 0.0F;
    std::vector<std::vector<int>> rows; ///< tokens of each map row; empty: no maps
    std::vector<int> mapHeads;
};

struct Answer {
    std::vector<float> out, massBefore, massAfter, cosByToken, mapBefore, mapAfter;
    std::vector<float> readings; ///< |o|, |o'|, cos
    bool reweighted = false;
    bool hasMapAfter = false;
};

enum class Path { Kernel, Aten };

/// The same numbers for every setup of equal sizes: pads have equal keys, and equal values.
[[nodiscard]] dare::Result<Answer> attend(const Setup &setup, Path path);

/// How far two answers are apart, the largest difference of any number; infinite where sizes or
/// flags differ.
[[nodiscard]] double distance(const Answer &a, const Answer &b);

/// Names of the operators for a device, for the manifest.
[[nodiscard]] std::string backendOnCpu();

} // namespace attention_cases
