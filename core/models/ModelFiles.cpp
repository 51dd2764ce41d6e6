#include "core/models/ModelFiles.h"

#include "core/models/ModelConfig.h"
#include "core/models/VaeConfig.h"
#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"

#include <nlohmann/json.hpp>

#include <set>

namespace dare
{
namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

/// One folder's files, checked one after another.
class Checker
{
public:
    Checker(fs::path folder, const std::string &label, ModelInfo &info)
        : m_folder(std::move(folder)), m_prefix(label.empty() ? "" : label + "/"), m_info(info)
    {
    }

    void config(const std::string &relative)
    {
        FileCheck check = start(relative);
        if (check.found) {
            const auto text = readTextFile(m_folder / relative);
            if (!text)
                check.problem = text.error().message;
            else if (json::parse(*text, nullptr, false).is_discarded())
                check.problem = "is not valid JSON; restore it from the model's source";
        }
        m_info.files.push_back(std::move(check));
    }
    void plain(const std::string &relative) { m_info.files.push_back(start(relative)); }

    /// A part's weights: one file, or the shards its index names.
    void weights(const std::string &part, const std::string &stem)
    {
        const std::string index = part + "/" + stem + ".safetensors.index.json";
        if (!fs::exists(m_folder / index)) {
            shard(part + "/" + stem + ".safetensors");
            return;
        }
        config(index);
        const auto text = readTextFile(m_folder / index);
        const json parsed = text ? json::parse(*text, nullptr, false) : json();
        if (!parsed.is_object() || !parsed.contains("weight_map") ||
            !parsed["weight_map"].is_object()) {
            m_info.files.back().problem = "has no weight_map; restore it from the model's source";
            return;
        }
        std::set<std::string> shards;
        for (const auto &[name, file] : parsed["weight_map"].items()) {
            if (file.is_string())
                shards.insert(file.get<std::string>());
        }
        for (const std::string &file : shards)
            shard(part + "/" + file);
    }

private:
    FileCheck start(const std::string &relative) const
    {
        FileCheck check;
        check.path = m_prefix + relative;
        std::error_code error;
        check.bytes = fs::file_size(m_folder / relative, error);
        check.found = !error;
        if (error) {
            check.bytes = 0;
            check.problem = "is missing; copy it from the model's source";
        }
        return check;
    }
    void shard(const std::string &relative)
    {
        FileCheck check = start(relative);
        if (check.found) {
            const auto file = SafeTensorsFile::open(m_folder / relative);
            if (!file) {
                check.problem = file.error().message;
            } else {
                std::set<std::string> dtypes;
                for (const auto &[name, tensor] : file->tensors()) {
                    check.parameters += static_cast<std::uint64_t>(tensor.elements());
                    dtypes.insert(dare::name(tensor.dtype));
                }
                for (const std::string &dtype : dtypes)
                    check.dtype += (check.dtype.empty() ? "" : ", ") + dtype;
                m_info.parameters += check.parameters;
                m_info.weightBytes += check.bytes;
            }
        }
        m_info.files.push_back(std::move(check));
    }

    fs::path m_folder;
    std::string m_prefix;
    ModelInfo &m_info;
};

} // namespace

void checkModelFiles(const fs::path &folder, const std::string &label, ModelInfo &info)
{
    Checker checker(folder, label, info);
    checker.config("model_index.json");
    checker.config("scheduler/scheduler_config.json");
    checker.config("tokenizer/tokenizer_config.json");
    checker.plain("tokenizer/spiece.model");
    checker.config("text_encoder/config.json");
    checker.weights("text_encoder", "model");
    checker.config("transformer/config.json");
    checker.weights("transformer", "diffusion_pytorch_model");
    const auto vae = readVaeConfig(folder);
    if (vae ? vae->has_value() : fs::is_directory(folder / "vae")) {
        checker.config("vae/config.json");
        checker.weights("vae", "diffusion_pytorch_model");
    }
    const auto config = readModelConfig(folder);
    if (!config) {
        // The file with the bad field carries the reason.
        for (FileCheck &file : info.files) {
            if (file.problem.empty() && !file.path.empty() &&
                config.error().context.ends_with(file.path))
                file.problem = config.error().message;
        }
        if (info.complete())
            info.files.push_back({label, true, 0, 0, "", config.error().message});
    }
}

} // namespace dare
