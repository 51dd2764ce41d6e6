#include "core/models/VaeConfig.h"

#include "core/models/ConfigFields.h"

namespace dare
{
namespace
{

/// Wan 2.1's own statistics, for a config that leaves them out as diffusers' class may.
const std::vector<double> kMean{-0.7571, -0.7089, -0.9113, 0.1075,  -0.1745, 0.9653,
                                -0.1517, 1.5508,  0.4134,  -0.0715, 0.5517,  -0.3632,
                                -0.1922, -0.9497, 0.2503,  -0.2921};
const std::vector<double> kStd{2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
                               3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160};

void refuseOthers(ConfigFields &fields)
{
    const std::string family = fields.text("_class_name", "AutoencoderKLWan");
    if (family != "AutoencoderKLWan")
        fields.refuse("is a " + family +
                      "; this program decodes through Wan 2.1's VAE "
                      "(AutoencoderKLWan)");
    if (fields.boolean("is_residual", false) || fields.has("patch_size"))
        fields.refuse("is the VAE of Wan 2.2 TI2V-5B (residual shortcuts, patches of pixels); this "
                      "program decodes through Wan 2.1's");
    if (fields.positiveOr("in_channels", 3) != 3 || fields.positiveOr("out_channels", 3) != 3)
        fields.refuse("has other than 3 colour channels, which Wan 2.1's VAE has");
    if (!fields.numbers("attn_scales", {}).empty())
        fields.refuse("attn_scales is not empty; Wan 2.1's VAE attends in its middle alone");
}

void checkShape(ConfigFields &fields, const VaeConfig &vae)
{
    const auto z = static_cast<std::size_t>(vae.latentChannels);
    for (const auto &[key, values] :
         {std::pair{"latents_mean", &vae.latentsMean}, {"latents_std", &vae.latentsStd}}) {
        if (values->size() != z)
            fields.refuse(std::string("field \"") + key + "\" has " +
                          std::to_string(values->size()) + " numbers, but z_dim is " +
                          std::to_string(z));
    }
    if (std::any_of(vae.latentsStd.begin(), vae.latentsStd.end(),
                    [](double value) { return value <= 0.0; }))
        fields.refuse("field \"latents_std\" must be above 0");
    if (vae.temporalDownsample.size() + 1 != vae.widths.size() || vae.widths.size() > 8)
        fields.refuse("field \"temperal_downsample\" must have one entry less than dim_mult");
}

} // namespace

Result<std::optional<VaeConfig>> readVaeConfig(const std::filesystem::path &folder)
{
    auto index = ConfigFields::read(folder / "model_index.json");
    if (!index)
        return tl::unexpected(index.error());
    const nlohmann::json &raw = index->raw();
    if (raw.contains("vae") &&
        (raw["vae"].is_null() ||
         (raw["vae"].is_array() && !raw["vae"].empty() && raw["vae"][0].is_null())))
        return std::optional<VaeConfig>{};
    auto fields = ConfigFields::read(folder / "vae" / "config.json");
    if (!fields)
        return tl::unexpected(fields.error());
    refuseOthers(*fields);
    VaeConfig out;
    out.latentChannels = fields->positiveOr("z_dim", 16);
    out.base = fields->positiveOr("base_dim", out.base);
    out.decoderBase = fields->positiveOr("decoder_base_dim", out.base);
    out.widths = fields->positives("dim_mult", out.widths);
    out.residuals = fields->positiveOr("num_res_blocks", out.residuals);
    out.temporalDownsample = fields->flags("temperal_downsample", out.temporalDownsample);
    out.latentsMean = fields->numbers("latents_mean", kMean);
    out.latentsStd = fields->numbers("latents_std", kStd);
    if (!fields->error())
        checkShape(*fields, out);
    if (fields->error())
        return tl::unexpected(*fields->error());
    // What the levels make; scale_factor_* repeat it, and diffusers does not check them.
    out.spatialScale = 1 << (out.widths.size() - 1);
    out.temporalScale =
        1 << std::count(out.temporalDownsample.begin(), out.temporalDownsample.end(), true);
    return std::optional<VaeConfig>(std::move(out));
}

} // namespace dare
