#pragma once

#include "core/prompt/Tokenizer.h"
#include "core/types/Result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dare
{

/// How much a word says, rho in [0,1]. 0: in every caption; 1: the rarest.
/// Sources (our reading of the abstract of arXiv 2604.07026): the folder's
/// `semantic_density.json`, else the tokenizer's unigram self-information; the user's override
/// comes last and wins. Immutable; any thread.
class SemanticDensity
{
public:
    /// @param folder model variant folder; without `semantic_density.json` the tokenizer serves
    /// @error InvalidInput when the file is there and damaged
    [[nodiscard]] static Result<SemanticDensity> load(const std::filesystem::path &folder,
                                                      const Tokenizer &tokenizer);

    /// @param word as typed; @param ids its pieces
    [[nodiscard]] double rho(const std::string &word, const std::vector<std::int64_t> &ids) const;
    /// Whether the source lists the word; true for all where it has no list.
    [[nodiscard]] bool lists(const std::string &word) const;
    [[nodiscard]] const std::string &source() const { return m_source; } ///< for run.json
    [[nodiscard]] double suggestedTau() const { return m_tau; }
    [[nodiscard]] std::vector<std::string> words() const;

private:
    Tokenizer m_tokenizer;
    std::map<std::string, double> m_words;
    double m_unknown = 0.0;
    double m_tau = 0.25;
    bool m_hasTable = false;
    std::string m_source;
};

} // namespace dare
