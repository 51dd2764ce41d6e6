#pragma once

#include "core/models/WanTransformer.h"
#include "core/types/RunEvent.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

/// Plain forwards of the first step. Every side starts from one noise, so that there, and only
/// there, forwards of both sides and of former previews are equal, bit for bit. @thread sampler
class FirstForwards
{
public:
    struct Key {
        std::shared_ptr<const WanTransformer>
            model; ///< kept alive, so that no other takes its place
        Branch branch = Branch::Cond;
        std::vector<std::int64_t> ids;
        std::int64_t timestep = 0;
        std::string noise; ///< its hash
        bool operator==(const Key &) const = default;
    };
    struct Entry {
        at::Tensor output;   ///< [C,F,Y,X] f32
        StepMetrics metrics; ///< what attention did in it; Cond alone
    };

    /// @param bound entries kept, the ones used last
    explicit FirstForwards(std::size_t bound = 8) : m_bound(bound) {}

    /// @return null where there is none; valid until the next add()
    [[nodiscard]] const Entry *find(const Key &key);
    void add(Key key, Entry entry);

private:
    std::size_t m_bound;
    std::list<std::pair<Key, Entry>> m_entries; ///< used last in front
};

} // namespace dare
