#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/TransformerBlock.h"
#include "core/models/Weights.h"
#include "core/types/Result.h"

#include <memory>
#include <vector>

namespace dare
{

/// Where the blocks' weights lie while they are not multiplied.
enum class BlockPlacement {
    Resident, ///< on the device
    Streamed, ///< in (pinned) host memory; two blocks at a time on the device
};

/// The blocks of a transformer, to be visited in order, over and over. Streamed, the block after
/// the one in use is copied by a second stream meanwhile; what comes out has the same bits.
class TransformerBlocks
{
public:
    TransformerBlocks() = default;
    /// @param weights of the transformer on `device`; errors stay in it
    TransformerBlocks(Weights &weights, const TransformerConfig &config, ProductOptions options);
    /// Keeps the blocks in host memory. @error as Weights
    [[nodiscard]] static Result<TransformerBlocks>
    streamed(const SafeTensorsFolder &files, const std::string &part,
             const TransformerConfig &config, at::Device device, ProductOptions options,
             const LoadProgress &progress);

    [[nodiscard]] std::size_t size() const;
    /// Streamed: valid until another one is asked for. @thread one at a time
    [[nodiscard]] const TransformerBlock &operator[](std::size_t index) const;
    [[nodiscard]] bool isStreamed() const { return m_stream != nullptr; }

private:
    std::vector<TransformerBlock> m_resident;
    struct Stream; ///< shared by copies: who asks for a block moves it on
    std::shared_ptr<Stream> m_stream;
};

} // namespace dare
