#pragma once

#include "core/prompt/Prompt.h"

#include <QByteArray>
#include <QTest>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace dare
{

inline std::filesystem::path oracleFolder(const std::string &name)
{
    return std::filesystem::path(DARE_TEST_DATA) / "oracle" / name;
}

inline std::filesystem::path emojiWorld(const std::string &variant)
{
    return std::filesystem::path(DARE_MODELS) / "emoji-world" / variant;
}

inline std::string readFile(const std::filesystem::path &path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline nlohmann::json readJson(const std::filesystem::path &path)
{
    return nlohmann::json::parse(readFile(path));
}

/// An i64 tensor of a safetensors file, flat.
inline std::vector<std::int64_t> readIntegers(const std::filesystem::path &path,
                                              const std::string &name)
{
    const std::string bytes = readFile(path);
    std::uint64_t headerLength = 0;
    std::memcpy(&headerLength, bytes.data(), sizeof headerLength);
    const auto header = nlohmann::json::parse(bytes.substr(8, headerLength));
    const auto offsets = header.at(name).at("data_offsets").get<std::vector<std::size_t>>();
    std::vector<std::int64_t> values((offsets[1] - offsets[0]) / sizeof(std::int64_t));
    std::memcpy(values.data(), bytes.data() + 8 + headerLength + offsets[0],
                offsets[1] - offsets[0]);
    return values;
}

/// Tokenizer and densities of a model folder.
struct PromptModel {
    Tokenizer tokenizer;
    SemanticDensity density;

    static PromptModel load(const std::filesystem::path &folder)
    {
        const Tokenizer tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model").value();
        return {tokenizer, SemanticDensity::load(folder, tokenizer).value()};
    }
    [[nodiscard]] Result<TokenSequence> read(const std::string &prompt, int limit = 48,
                                             const std::map<std::string, double> &rho = {}) const
    {
        return tokenize(prompt, tokenizer, density, limit, rho);
    }
};

/// What of a prompt as typed lies under a word, as UTF-8.
inline std::string typedText(const std::string &prompt, const Word &word)
{
    return QString::fromStdString(prompt).mid(word.begin, word.end - word.begin).toStdString();
}

} // namespace dare
