#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

namespace dare::verify
{

Result<void> textStages(Fixture &fixture, const LoadedModel &model)
{
    if (!fixture.has("text.input_ids"))
        return {};
    fixture.setBackend("ATen f32");
    const at::Tensor expectedIds = fixture.tensor("text.input_ids");
    const std::int64_t limit = expectedIds.size(1);
    const auto &prompts = fixture.json()["text"]["prompts"];
    for (std::int64_t p = 0; p < expectedIds.size(0); ++p) {
        const auto &prompt = prompts[static_cast<std::size_t>(p)];
        // Mojibake repair is out of scope: such a prompt is given as the reference cleaned it.
        const auto ids =
            promptIds(model, prompt["text"].get<std::string>(), static_cast<int>(limit));
        at::Tensor padded = at::zeros({limit}, at::kLong);
        padded.narrow(0, 0, static_cast<std::int64_t>(ids.size()))
            .copy_(at::tensor(ids, at::kLong));
        fixture.compare("text.ids", padded, expectedIds[p], 0.0);
        const at::Tensor mask =
            (at::arange(limit) < static_cast<std::int64_t>(ids.size())).to(at::kLong);
        fixture.compare("text.attention_mask", mask, fixture.tensor("text.attention_mask")[p], 0.0);

        const at::Tensor row = expectedIds[p].contiguous();
        const at::Tensor expectedMask = fixture.tensor("text.attention_mask")[p].contiguous();
        const auto *data = row.const_data_ptr<std::int64_t>();
        const auto *maskData = expectedMask.const_data_ptr<std::int64_t>();
        const auto all =
            model.text.encodePadded({data, data + limit}, {maskData, maskData + limit});
        if (!all)
            return tl::unexpected(all.error());
        fixture.compare("text.hidden_after_layer0", all->firstLayer,
                        fixture.tensor("text.hidden_after_layer0")[p], 2e-5);
        fixture.compare("text.last_hidden_state", all->last,
                        fixture.tensor("text.last_hidden_state")[p], 2e-5);
        const std::int64_t real = expectedMask.sum().item<std::int64_t>();
        const auto rows = model.text.encode({data, data + real});
        if (!rows)
            return tl::unexpected(rows.error());
        fixture.compare("text.prompt_embeds", padRows(rows->cpu(), limit),
                        fixture.tensor("text.prompt_embeds")[p], 2e-5);
    }
    return {};
}

} // namespace dare::verify
