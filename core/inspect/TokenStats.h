#pragma once

#include "core/runs/RunFolder.h"

#include <string>
#include <vector>

namespace dare
{

/// cos(o, o') seen by words: the mean of cos between the attention outputs before and after the
/// reweighting, weighted by the words' attention. 1 where nothing was reweighted.
/// @param step -1: the mean over the steps that are done
/// @return [L]; empty where no step was measured or no word has tokens
[[nodiscard]] std::vector<float> readWordCos(const RunFolder &run, Side side, int step,
                                             const std::vector<std::string> &words);

} // namespace dare
