#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dare
{

struct BenchOptions {
    std::string device = "auto";
    Precision precision = Precision::Auto;
    int threads = 0; ///< 0: the library's choice
    int rounds = 5;
    int steps = 16; ///< of the pair
    std::filesystem::path
        fixture; ///< folder with noise and prompt; empty: seed 0 and a prompt of ours
    std::filesystem::path dump; ///< where the forward's output goes as safetensors; empty: nowhere
};

/// Times of the embedded model, one entry a round, after one warm-up each.
struct BenchResult {
    std::string device;
    std::string precision;
    std::string backend;
    std::string processor;
    int threads = 0;
    int steps = 0;
    std::vector<double> forwardMs;        ///< one forward, keys cached, pads folded
    std::vector<double> forwardCaptureMs; ///< the same with the maps of all words in all blocks
    std::vector<double> pairSeconds;      ///< text and a whole pair: A plain w 3, B dare w 3 s 1
    double peakMegabytes = 0.0;           ///< resident memory of the process at its peak
};

/// @error as loading the embedded model; InvalidInput: a fixture without noise or ids; Io: dump
[[nodiscard]] Result<BenchResult> benchEmbedded(const BenchOptions &options);

} // namespace dare
