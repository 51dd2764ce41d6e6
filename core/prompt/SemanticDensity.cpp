#include "core/prompt/SemanticDensity.h"

#include "core/prompt/WordLabels.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace dare
{

namespace
{

constexpr const char *kFileName = "semantic_density.json";

struct Table {
    std::map<std::string, double> words;
    double unknown = 0.0;
    double tau = 0.25;
};

[[nodiscard]] Result<double> readShare(const nlohmann::json &value, const std::string &key)
{
    const double number = value.is_number() ? value.get<double>() : -1.0;
    if (!(number >= 0.0 && number <= 1.0))
        return failure(ErrorCode::InvalidInput,
                       "\"" + key +
                           "\" is no number in 0..1; correct it, or remove the file to use "
                           "the tokenizer's probabilities",
                       kFileName);
    return number;
}

[[nodiscard]] Result<Table> readTable(const nlohmann::json &document)
{
    if (!document.is_object() || !document.contains("words") || !document["words"].is_object() ||
        !document.contains("unknown"))
        return failure(
            ErrorCode::InvalidInput,
            "the fields \"words\" (an object) and \"unknown\" are needed; correct the file, "
            "or remove it to use the tokenizer's probabilities",
            kFileName);
    Table table;
    for (const auto &[word, value] : document["words"].items()) {
        const auto rho = readShare(value, word);
        if (!rho)
            return tl::unexpected(rho.error());
        table.words[foldedCase(word)] = *rho;
    }
    const auto unknown = readShare(document["unknown"], "unknown");
    if (!unknown)
        return tl::unexpected(unknown.error());
    table.unknown = *unknown;
    if (document.contains("tau")) {
        const auto tau = readShare(document["tau"], "tau");
        if (!tau)
            return tl::unexpected(tau.error());
        table.tau = *tau;
    }
    return table;
}

} // namespace

Result<SemanticDensity> SemanticDensity::load(const std::filesystem::path &folder,
                                              const Tokenizer &tokenizer)
{
    SemanticDensity density;
    density.m_tokenizer = tokenizer;
    density.m_source = "tokenizer self-information";
    const std::filesystem::path file = folder / kFileName;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return density;
    std::ifstream stream(file);
    const auto document = nlohmann::json::parse(stream, nullptr, false);
    if (!stream.is_open() || document.is_discarded())
        return failure(ErrorCode::InvalidInput,
                       "this is no readable JSON; correct the file, or remove it to use the "
                       "tokenizer's probabilities",
                       file.string());
    auto table = readTable(document);
    if (!table) {
        table.error().context = file.string();
        return tl::unexpected(table.error());
    }
    density.m_words = std::move(table->words);
    density.m_unknown = table->unknown;
    density.m_tau = table->tau;
    density.m_hasTable = true;
    density.m_source = std::string("model folder: ") + kFileName;
    return density;
}

double SemanticDensity::rho(const std::string &word, const std::vector<std::int64_t> &ids) const
{
    if (m_hasTable) {
        const auto found = m_words.find(foldedCase(word));
        return found == m_words.end() ? m_unknown : found->second;
    }
    const double largest = m_tokenizer.largestSelfInformation();
    if (!(largest > 0.0))
        return 0.0;
    double sum = 0.0;
    for (const std::int64_t id : ids) {
        // A piece without a probability of its own (unknown, byte) is at least as rare as the
        // rarest.
        sum += m_tokenizer.isNormal(id) ? m_tokenizer.selfInformation(id) : largest;
    }
    return std::min(sum / largest, 1.0);
}

bool SemanticDensity::lists(const std::string &word) const
{
    return !m_hasTable || m_words.contains(foldedCase(word));
}

std::vector<std::string> SemanticDensity::words() const
{
    std::vector<std::string> words;
    words.reserve(m_words.size());
    for (const auto &[word, rho] : m_words)
        words.push_back(word);
    return words;
}

} // namespace dare
