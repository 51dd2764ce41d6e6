#pragma once

#include "core/types/Result.h"

#include <filesystem>
#include <memory>
#include <vector>

/// Forwards of the embedded model on the processor and on a card, with plain values in and out.
namespace card_cases
{

/// Why there is no card to test on; empty where there is one.
[[nodiscard]] std::string reasonToSkip();

struct Request {
    unsigned seed = 1;     ///< of the latents
    float strength = 0.0F; ///< of the weights; 0: plain
    float kappa = 0.0F;
    bool maps = false;
    bool direct = false; ///< launched kernel by kernel, never from a recorded graph
};

struct Answer {
    std::vector<float> out;
    std::vector<float> massBefore, massAfter; ///< of all blocks
    std::vector<float> mapBefore, mapAfter;   ///< of all blocks
    bool operator==(const Answer &) const = default;
};

class Model
{
public:
    /// @param device cpu or cuda:0
    [[nodiscard]] static dare::Result<Model> load(const std::filesystem::path &model,
                                                  const std::string &device, bool bf16);
    [[nodiscard]] dare::Result<Answer> forward(const Request &request) const;

private:
    struct Parts;
    std::shared_ptr<const Parts> m_parts;
};

} // namespace card_cases
