#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/UmT5Encoder.h"
#include "core/models/WanTransformer.h"
#include "core/models/WanVae.h"
#include "core/prompt/Prompt.h"
#include "core/sampling/SideSampler.h"
#include "core/tensors/SafeTensors.h"
#include "core/verify/Verify.h"

#include <nlohmann/json.hpp>

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dare::verify
{

/// The known answers of one oracle folder, and the report that stages write to.
class Fixture
{
public:
    [[nodiscard]] static Result<Fixture> open(const std::filesystem::path &path,
                                              VerifyOptions options);

    [[nodiscard]] bool has(const std::string &name) const;
    /// The tensor as f32, or i64 where it is stored so. Undefined where absent.
    [[nodiscard]] at::Tensor tensor(const std::string &name) const;
    [[nodiscard]] std::vector<std::int64_t> ids(const std::string &name) const; ///< without pads
    [[nodiscard]] const nlohmann::json &json() const { return m_json; }
    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    [[nodiscard]] const VerifyOptions &options() const { return m_options; }

    /// Folds a difference into the stage of that name: the largest counts.
    void compare(const std::string &stage, const at::Tensor &got, const at::Tensor &expected,
                 double allowed);
    /// The same against a stored tensor.
    void compare(const std::string &stage, const at::Tensor &got, const std::string &name,
                 double allowed);
    void setBackend(std::string backend) { m_backend = std::move(backend); }
    [[nodiscard]] VerifyReport report() const;

    /// Names that start with `prefix`.
    [[nodiscard]] std::vector<std::string> names(const std::string &prefix) const;

private:
    std::filesystem::path m_folder;
    std::shared_ptr<SafeTensorsFile> m_file;
    nlohmann::json m_json;
    VerifyOptions m_options;
    std::string m_backend = "ATen";
    std::vector<StageResult> m_stages;
};

/// A model as the stages use it: f32 text encoder, transformer in the precision asked for.
struct LoadedModel {
    ModelConfig config;
    Tokenizer tokenizer;
    UmT5Encoder text;
    std::shared_ptr<const WanTransformer> transformer;
    std::optional<WanVae> vae; ///< none: the latent is the clip

    [[nodiscard]] static Result<LoadedModel> load(const std::filesystem::path &folder,
                                                  const VerifyOptions &options, bool plainAten);
    /// Encodes ids and makes them ready for every block. @param limit T
    [[nodiscard]] Result<TextContext> context(const std::vector<std::int64_t> &ids, int limit,
                                              bool fold = true) const;
};

/// Ids of a prompt without weights or words. @param limit T
[[nodiscard]] std::vector<std::int64_t> promptIds(const LoadedModel &model,
                                                  const std::string &prompt, int limit);
/// Rows of [n,width] with zero rows up to `limit`.
[[nodiscard]] at::Tensor padRows(const at::Tensor &rows, std::int64_t limit);

[[nodiscard]] Result<void> textStages(Fixture &fixture, const LoadedModel &model);
[[nodiscard]] Result<void> transformerStages(Fixture &fixture, const LoadedModel &model);
void schedulerStages(Fixture &fixture);
[[nodiscard]] Result<void> pipelineStages(Fixture &fixture, const LoadedModel &model);
[[nodiscard]] Result<void> vaeStages(Fixture &fixture, const WanVae &vae);
/// Both halves. @return none where the model has no VAE
[[nodiscard]] Result<std::optional<WanVae>> loadVae(const std::filesystem::path &folder,
                                                    at::Device device, const VerifyOptions &options,
                                                    bool plainAten);
/// @param z [C,F,Y,X] the VAE's own latents; @return [F,Y,X,3] f32 in [0,1]
[[nodiscard]] Result<at::Tensor> decodedFrames(const WanVae &vae, const at::Tensor &z);
[[nodiscard]] Result<void> dareStages(Fixture &fixture, const LoadedModel &model);
[[nodiscard]] Result<void> emojiWorldStages(Fixture &fixture, const std::filesystem::path &models,
                                            bool plainAten);

} // namespace dare::verify
