#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace dare
{

/// Files that can be compared with, by the ending of their names: lower case, without the dot.
inline constexpr std::array<std::string_view, 6> kFilmEndings{"mp4",  "mkv", "mov",
                                                              "webm", "avi", "gif"};
inline constexpr std::array<std::string_view, 7> kPictureEndings{"png",  "jpg", "jpeg", "bmp",
                                                                 "webp", "tif", "tiff"};
/// The recipe in a folder of exported pictures.
inline constexpr const char *kPicturesRecipe = "recipe.json";

/// @return whether a name ends in one of these, in capitals or not
template <std::size_t Count>
[[nodiscard]] bool hasEnding(std::string_view name, const std::array<std::string_view, Count> &of)
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    std::string ending(name.substr(dot + 1));
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(of.begin(), of.end(), ending) != of.end();
}

[[nodiscard]] inline bool isFilmName(std::string_view name)
{
    return hasEnding(name, kFilmEndings);
}

[[nodiscard]] inline bool isPictureName(std::string_view name)
{
    return hasEnding(name, kPictureEndings);
}

} // namespace dare
