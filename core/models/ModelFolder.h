#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dare
{

/// One expected file of a model folder.
struct FileCheck {
    std::string path; ///< relative to the model folder
    bool found = false;
    std::uint64_t bytes = 0;
    std::uint64_t parameters = 0;
    std::string dtype;   ///< "F16", or several: "F32, BF16"
    std::string problem; ///< empty: fine
};

/// What a folder says about itself. Every size comes from its configs.
struct ModelInfo {
    std::filesystem::path root;
    std::string name;                  ///< folder name
    std::vector<std::string> variants; ///< subfolders with a model each; empty: the folder is one
    bool pixelCodec = false;           ///< no VAE: the latent is the clip
    ClipSize size;                     ///< default, and the only one where `fixedSize`
    bool fixedSize = false;
    double fps = 16.0;
    int maxTokens = 512;
    int steps = 50;
    double shift = 3.0;
    double guidanceScale = 5.0;
    double sraStrength = 1.0; ///< what the card recommends for the DARE preset
    double drCfgStrength = 0.5;
    double tau = 0.25;
    std::vector<std::string> knownWords; ///< empty: no list
    int blocks = 0;
    int heads = 0;
    int headDim = 0;
    std::vector<int> patch; ///< frames, rows, columns
    int latentChannels = 0;
    int spatialScale = 1;  ///< pixels of a latent cell; 1 without a VAE
    int temporalScale = 1; ///< frames of a latent frame after the first
    std::uint64_t parameters = 0;
    std::uint64_t weightBytes = 0;
    std::vector<FileCheck> files;

    [[nodiscard]] bool complete() const; ///< no file has a problem
    [[nodiscard]] std::filesystem::path folder(const std::string &variant) const;
};

/// Where the embedded model lies: beside the program, in the source tree, or installed.
[[nodiscard]] std::filesystem::path embeddedModelFolder();

/// Looks at a folder file by file. Succeeds for incomplete folders too: see ModelInfo::files.
/// @error NotFound where there is no such folder, InvalidInput where it is no model folder at all
[[nodiscard]] Result<ModelInfo> inspectModel(const std::filesystem::path &folder);

/// The presets of the Sides panel with the values this model recommends.
struct Preset {
    std::string name; ///< Plain CFG, DARE, DR-CFG only, SRA only
    SideOptions options;
};
[[nodiscard]] std::vector<Preset> presets(const ModelInfo &model);

/// A = plain CFG on variant `plain`, B = the DARE preset on variant `dare`; other fields from the
/// model's defaults.
[[nodiscard]] Recipe defaultRecipe(const ModelInfo &model);

} // namespace dare
