#include "core/prompt/Tokenizer.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstddef>
#include <exception>

/// Both libsentencepiece and LibTorch's libc10 define a variable of this name, of 32 and of 4
/// bytes, and a process has one place for it. In libc10's, sentencepiece's would reach into the
/// flag behind it, and every allocation that fails would end the program instead of throwing. This
/// is that place: the program's own definition comes first, and has room for either.
__attribute__((visibility("default"))) alignas(std::max_align_t) std::byte FLAGS_minloglevel[64];

namespace dare
{

Result<Tokenizer> Tokenizer::load(const std::filesystem::path &file)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return failure(
            ErrorCode::NotFound,
            "the tokenizer is missing; a model folder holds it as tokenizer/spiece.model",
            file.string());
    const std::string advice = "; copy the file again from where the model came from";
    auto processor = std::make_shared<sentencepiece::SentencePieceProcessor>();
    try {
        if (const auto status = processor->Load(file.string()); !status.ok())
            return failure(ErrorCode::InvalidInput,
                           "this is no sentencepiece model (" + status.ToString() + ")" + advice,
                           file.string());
    } catch (const std::exception &error) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("this is no sentencepiece model ({}){}", error.what(), advice),
                       file.string());
    }
    if (processor->eos_id() < 0)
        return failure(ErrorCode::InvalidInput, "the tokenizer has no </s> piece" + advice,
                       file.string());
    Tokenizer tokenizer;
    tokenizer.m_processor = std::move(processor);
    for (int id = 0; id < tokenizer.vocabularySize(); ++id) {
        if (tokenizer.isNormal(id))
            tokenizer.m_largest = std::max(tokenizer.m_largest, tokenizer.selfInformation(id));
    }
    return tokenizer;
}

std::vector<PieceSpan> Tokenizer::encode(std::string_view cleaned) const
{
    sentencepiece::ImmutableSentencePieceText text;
    if (!m_processor->Encode({cleaned.data(), cleaned.size()}, text.mutable_proto()).ok())
        return {};
    std::vector<PieceSpan> spans;
    spans.reserve(text.pieces_size());
    for (const auto &found : text.pieces()) {
        // The name comes from the vocabulary: sentencepiece reports unknown text as its own piece.
        const auto id = static_cast<std::int64_t>(found.id());
        spans.push_back(
            {id, piece(id), static_cast<int>(found.begin()), static_cast<int>(found.end())});
    }
    return spans;
}

int Tokenizer::vocabularySize() const
{
    return m_processor->GetPieceSize();
}

std::int64_t Tokenizer::endId() const
{
    return m_processor->eos_id();
}

std::string Tokenizer::piece(std::int64_t id) const
{
    if (id < 0 || id >= vocabularySize())
        return {};
    return m_processor->IdToPiece(static_cast<int>(id));
}

double Tokenizer::selfInformation(std::int64_t id) const
{
    if (id < 0 || id >= vocabularySize())
        return 0.0;
    return -static_cast<double>(m_processor->GetScore(static_cast<int>(id)));
}

bool Tokenizer::isNormal(std::int64_t id) const
{
    if (id < 0 || id >= vocabularySize())
        return false;
    const int index = static_cast<int>(id);
    // Pieces that a user added have score 0, no probability; the library does not tell them apart.
    return !m_processor->IsUnknown(index) && !m_processor->IsControl(index) &&
           !m_processor->IsUnused(index) && !m_processor->IsByte(index) &&
           m_processor->GetScore(index) < 0.0F;
}

double Tokenizer::largestSelfInformation() const
{
    return m_largest;
}

} // namespace dare
