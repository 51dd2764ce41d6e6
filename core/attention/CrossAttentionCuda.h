#pragma once

#include "core/attention/CrossAttention.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <deque>
#include <optional>
#include <span>
#include <vector>

/// Cross-attention by the CUDA kernel. Nothing here waits for the card, except the end of
/// `collect`. Built only where there is CUDA. @thread sampler
namespace dare::cuda
{

/// The stream that ATen works on, as the kernels take it.
[[nodiscard]] void *currentStream(const at::Device &device);

/// Whether the kernel takes this shape on this card.
[[nodiscard]] bool attends(const at::Device &device, at::ScalarType dtype, int channels, int keys);

/// Fills `packed` and `keyBias`. @param k, v [K, H*C] f32
void pack(TextKeys &keys, const at::Tensor &k, const at::Tensor &v, int heads);

/// Puts a request's rows and heads on the card.
void place(MapRequest &maps, const TextKeys &keys, int heads);

/// ln w of every key and kappa of every block, as one table.
/// @return [L,K+1] f32 on the CPU; rows without weights are zeros
[[nodiscard]] at::Tensor weightTable(const TextKeys &keys, std::span<const BlockReweight> blocks);

/// @return readings `pending`, maps f16 on the card
[[nodiscard]] Result<AttentionResult> crossAttention(const at::Tensor &q, int heads,
                                                     const TextKeys &keys,
                                                     const BlockReweight &reweight,
                                                     const MapRequest &maps);

/// Brings maps to pinned host memory beside the work of the card.
class MapTransfer
{
public:
    /// Starts the copies of a reading's maps and exchanges them for the copies, which are complete
    /// after finish(). Waits while several are under way, so that maps do not gather on the card.
    void start(AttentionReading &reading);
    /// The same by one copy. @param maps [M,...] all maps of the readings in their order, before
    /// and after
    void start(const at::Tensor &maps, std::vector<AttentionReading> &readings);
    void finish();

private:
    struct Copy {
        std::vector<at::Tensor> sources; ///< alive until they are copied
        c10::Event done;
    };
    [[nodiscard]] std::vector<at::Tensor> copyOut(std::vector<at::Tensor> maps);

    std::deque<Copy> m_copies;
    std::optional<c10::Stream> m_stream;
};

/// Makes one tensor of the maps of all readings and leaves views of it there.
/// @return [M,...]; undefined where their shapes differ
[[nodiscard]] at::Tensor joinMaps(std::vector<AttentionReading> &readings);

/// Fills in the readings of all blocks; waits for the card. @param pending [L,3K+3] on the card
void complete(std::vector<AttentionReading> &readings, const TextKeys &keys,
              std::span<const BlockReweight> blocks, const at::Tensor &pending);

} // namespace dare::cuda
