#pragma once

#include "core/models/WanTransformer.h"

#include <list>
#include <memory>

namespace dare
{

namespace cuda
{
class MapTransfer;
}

/// Forwards on a card. Where launching takes longer than the work itself, a forward is recorded
/// once as a CUDA graph and replayed with new inputs; a replay has the same bits as the forward
/// that it recorded. @thread sampler
class ForwardGraphs
{
public:
    ForwardGraphs();
    ~ForwardGraphs();
    ForwardGraphs(const ForwardGraphs &) = delete;
    ForwardGraphs &operator=(const ForwardGraphs &) = delete;

    /// A forward as it leaves the card, readings pending.
    struct Output {
        at::Tensor out;     ///< [C,F,Y,X]
        at::Tensor pending; ///< [L,3K+3]; undefined where no kernel left readings behind
        at::Tensor maps; ///< all of the readings' in one, where they were recorded; else undefined
        std::vector<AttentionReading> readings;
    };
    /// @param transfer takes the maps of a forward that is not recorded as they come
    /// @param weights [L,K+1] from cuda::weightTable, on the CPU
    [[nodiscard]] Result<Output> forward(const WanTransformer &model, WanTransformer::Pass &pass,
                                         const at::Tensor &weights, cuda::MapTransfer &transfer);

private:
    struct Recorded;
    [[nodiscard]] static Result<Output> launch(const WanTransformer &model,
                                               const WanTransformer::Pass &pass,
                                               cuda::MapTransfer *transfer);
    [[nodiscard]] Recorded *find(const WanTransformer::Pass &pass);
    [[nodiscard]] Result<Recorded *> record(const WanTransformer &model,
                                            const WanTransformer::Pass &pass,
                                            const at::Tensor &weights);

    std::list<std::unique_ptr<Recorded>> m_recorded; ///< the last used first
};

} // namespace dare
