#pragma once

#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sentencepiece
{
class SentencePieceProcessor;
}

namespace dare
{

/// One piece with the bytes of the cleaned text that it came from.
struct PieceSpan {
    std::int64_t id = 0;
    std::string piece;
    int begin = 0; ///< byte offset in the text given to encode()
    int end = 0;
};

/// sentencepiece on a model folder's `spiece.model`. Immutable; any thread.
class Tokenizer
{
public:
    /// @param file `tokenizer/spiece.model`
    /// @error NotFound, InvalidInput
    [[nodiscard]] static Result<Tokenizer> load(const std::filesystem::path &file);

    /// Ids without `</s>` and without truncation.
    [[nodiscard]] std::vector<PieceSpan> encode(std::string_view cleaned) const;
    [[nodiscard]] int vocabularySize() const;
    [[nodiscard]] std::int64_t endId() const; ///< of `</s>`
    [[nodiscard]] std::string piece(std::int64_t id) const;
    /// -ln p of a piece (sentencepiece score), and whether it is a NORMAL piece.
    [[nodiscard]] double selfInformation(std::int64_t id) const;
    [[nodiscard]] bool isNormal(std::int64_t id) const;
    /// The largest self-information of any NORMAL piece.
    [[nodiscard]] double largestSelfInformation() const;

private:
    std::shared_ptr<const sentencepiece::SentencePieceProcessor> m_processor;
    double m_largest = 0.0;
};

} // namespace dare
