#include "core/tensors/SafeTensorsHeader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

namespace dare
{
namespace
{

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors are mapped as they lie");

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kLargestHeader = 100'000'000; // as the reference implementation
constexpr const char *kMetadata = "__metadata__";
constexpr const char *kFetchAgain = "; copy or download the file again";

struct DTypeRow {
    DType dtype;
    const char *name;
    std::size_t bytes;
};
constexpr std::array<DTypeRow, 4> kDTypes{{{DType::F32, "F32", 4},
                                           {DType::F16, "F16", 2},
                                           {DType::BF16, "BF16", 2},
                                           {DType::I64, "I64", 8}}};

const DTypeRow &row(DType dtype)
{
    return *std::find_if(kDTypes.begin(), kDTypes.end(),
                         [dtype](const DTypeRow &entry) { return entry.dtype == dtype; });
}

std::string shown(const Json &value)
{
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    constexpr std::size_t kLimit = 60;
    return text.size() <= kLimit ? text : text.substr(0, kLimit) + "...";
}

/// @return bytes of a tensor of this shape, or nothing where that does not fit into 63 bits
std::optional<std::uint64_t> sizeOf(const std::vector<std::int64_t> &shape, DType dtype)
{
    auto size = static_cast<std::int64_t>(byteSize(dtype));
    for (const std::int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(size, extent, &size))
            return std::nullopt;
    }
    return static_cast<std::uint64_t>(size);
}

/// Reads one file's header; holds what every error message needs.
class HeaderParser
{
public:
    HeaderParser(std::span<const std::byte> file, std::string where)
        : m_file(file), m_where(std::move(where))
    {
    }

    Result<SafeTensorsHeader> parse();

private:
    struct Entry {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        TensorView view;
    };

    [[nodiscard]] tl::unexpected<Error> invalid(const std::string &what,
                                                const std::string &tensor = {}) const
    {
        return failure(ErrorCode::InvalidInput, what + kFetchAgain,
                       tensor.empty() ? m_where : m_where + ", tensor `" + tensor + "`");
    }
    Result<std::string_view> headerText();
    Result<Json> headerJson(std::string_view text) const;
    Result<void> readMetadata(const Json &value);
    [[nodiscard]] Result<Entry> readEntry(const std::string &name, const Json &value) const;
    Result<void> placeEntries(std::vector<Entry> entries);

    std::span<const std::byte> m_file;
    std::span<const std::byte> m_data;
    std::string m_where;
    SafeTensorsHeader m_header;
};

Result<SafeTensorsHeader> HeaderParser::parse()
{
    const Result<std::string_view> text = headerText();
    if (!text)
        return tl::unexpected(text.error());
    const Result<Json> json = headerJson(*text);
    if (!json)
        return tl::unexpected(json.error());
    std::vector<Entry> entries;
    for (const auto &[name, value] : json->items()) {
        if (name == kMetadata) {
            if (const Result<void> read = readMetadata(value); !read)
                return tl::unexpected(read.error());
            continue;
        }
        Result<Entry> entry = readEntry(name, value);
        if (!entry)
            return tl::unexpected(entry.error());
        entries.push_back(std::move(*entry));
    }
    if (const Result<void> placed = placeEntries(std::move(entries)); !placed)
        return tl::unexpected(placed.error());
    return std::move(m_header);
}

Result<std::string_view> HeaderParser::headerText()
{
    if (m_file.size() < kLengthBytes)
        return invalid("not a safetensors file, or truncated: it has " +
                       std::to_string(m_file.size()) + " bytes");
    std::uint64_t length = 0;
    std::memcpy(&length, m_file.data(), kLengthBytes);
    if (length > m_file.size() - kLengthBytes || length > kLargestHeader)
        return invalid("not a safetensors file, or truncated: its header would be " +
                       std::to_string(length) + " bytes long and the file has " +
                       std::to_string(m_file.size()));
    m_data = m_file.subspan(kLengthBytes + length);
    return std::string_view(reinterpret_cast<const char *>(m_file.data()) + kLengthBytes, length);
}

Result<Json> HeaderParser::headerJson(std::string_view text) const
{
    // The parser keeps the last of two equal keys in silence: a second tensor of a name is damage.
    std::set<std::string> names;
    std::string twice;
    const auto watch = [&](int depth, Json::parse_event_t event, Json &parsed) {
        if (event == Json::parse_event_t::key && depth == 1 &&
            !names.insert(parsed.get<std::string>()).second)
            twice = parsed.get<std::string>();
        return true;
    };
    Json json = Json::parse(text, watch, false);
    if (!json.is_object())
        return invalid("the header is not a JSON object");
    if (!twice.empty())
        return invalid("the header names it twice", twice);
    return json;
}

Result<void> HeaderParser::readMetadata(const Json &value)
{
    if (!value.is_object())
        return invalid(std::string(kMetadata) + " is not a JSON object but " + shown(value));
    for (const auto &[key, text] : value.items()) {
        if (!text.is_string())
            return invalid(std::string(kMetadata) + " key `" + key + "` is not a string but " +
                           shown(text));
        m_header.metadata.emplace(key, text.get<std::string>());
    }
    return {};
}

bool isCount(const Json &value)
{
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX;
}

bool isCountList(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_array() &&
           std::all_of(found->begin(), found->end(), isCount);
}

Result<HeaderParser::Entry> HeaderParser::readEntry(const std::string &name,
                                                    const Json &value) const
{
    if (!value.is_object() || !value.contains("dtype") || !value["dtype"].is_string())
        return invalid("has no dtype", name);
    const auto dtypeName = value["dtype"].get<std::string>();
    const auto *const known =
        std::find_if(kDTypes.begin(), kDTypes.end(),
                     [&](const DTypeRow &entry) { return dtypeName == entry.name; });
    if (known == kDTypes.end())
        return failure(ErrorCode::InvalidInput,
                       "has dtype `" + dtypeName +
                           "`; F32, F16, BF16 and I64 are read here: convert it to one of them",
                       m_where + ", tensor `" + name + "`");
    if (!isCountList(value, "shape"))
        return invalid("`shape` is not a list of sizes", name);
    if (!isCountList(value, "data_offsets") || value["data_offsets"].size() != 2)
        return invalid("`data_offsets` is not a list of two offsets", name);
    Entry entry;
    entry.view.name = name;
    entry.view.dtype = known->dtype;
    entry.view.shape = value["shape"].get<std::vector<std::int64_t>>();
    entry.begin = value["data_offsets"][0].get<std::uint64_t>();
    entry.end = value["data_offsets"][1].get<std::uint64_t>();
    const std::string range = std::to_string(entry.begin) + " to " + std::to_string(entry.end);
    if (entry.begin > entry.end)
        return invalid("its data ends before it begins (bytes " + range + ")", name);
    if (entry.end > m_data.size())
        return invalid("the file is truncated: it lies at bytes " + range + " of " +
                           std::to_string(m_data.size()),
                       name);
    const std::optional<std::uint64_t> expected = sizeOf(entry.view.shape, entry.view.dtype);
    if (!expected || *expected != entry.end - entry.begin)
        return invalid("shape " + shown(value["shape"]) + " of " + dtypeName +
                           " does not take the " + std::to_string(entry.end - entry.begin) +
                           " bytes that it has",
                       name);
    return entry;
}

Result<void> HeaderParser::placeEntries(std::vector<Entry> entries)
{
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t expected = 0;
    for (Entry &entry : entries) {
        if (entry.begin != expected)
            return invalid(entry.begin < expected
                               ? "its data overlaps the tensor before it (byte " +
                                     std::to_string(entry.begin) + ")"
                               : "there is a gap before its data (bytes " +
                                     std::to_string(expected) + " to " +
                                     std::to_string(entry.begin) + ")",
                           entry.view.name);
        expected = entry.end;
        entry.view.bytes = m_data.subspan(entry.begin, entry.end - entry.begin);
        m_header.tensors.emplace(entry.view.name, std::move(entry.view));
    }
    if (expected != m_data.size())
        return invalid("has " + std::to_string(m_data.size() - expected) +
                       " bytes that belong to no tensor");
    return {};
}

} // namespace

std::size_t byteSize(DType dtype)
{
    return row(dtype).bytes;
}

const char *name(DType dtype)
{
    return row(dtype).name;
}

std::int64_t TensorView::elements() const
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape)
        count *= extent;
    return count;
}

Result<SafeTensorsHeader> parseSafeTensorsHeader(std::span<const std::byte> file,
                                                 const std::string &where)
{
    return HeaderParser(file, where).parse();
}

Result<std::string> makeSafeTensorsHeader(const std::vector<const TensorView *> &tensors,
                                          const std::map<std::string, std::string> &metadata,
                                          const std::string &where)
{
    Json json = Json::object();
    if (!metadata.empty())
        json[kMetadata] = metadata;
    std::uint64_t offset = 0;
    for (const TensorView *tensor : tensors) {
        const auto refuse = [&](const char *what) {
            return failure(ErrorCode::Internal, what, where + ", tensor `" + tensor->name + "`");
        };
        if (tensor->name == kMetadata || json.contains(tensor->name))
            return refuse("is written twice");
        if (sizeOf(tensor->shape, tensor->dtype) != tensor->bytes.size())
            return refuse("its bytes do not fit its shape");
        json[tensor->name] = {{"dtype", name(tensor->dtype)},
                              {"shape", tensor->shape},
                              {"data_offsets", {offset, offset + tensor->bytes.size()}}};
        offset += tensor->bytes.size();
    }
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');
    const std::uint64_t length = text.size();
    std::string header(kLengthBytes, '\0');
    std::memcpy(header.data(), &length, kLengthBytes);
    return header + text;
}

} // namespace dare
