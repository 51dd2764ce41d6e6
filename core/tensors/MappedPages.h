#pragma once

#include <cstddef>
#include <span>

namespace dare
{

/// Tells the system that mapped bytes have been read: they leave the process's memory and come back
/// from the file where they are read again. Loading a model stays as small as what it keeps.
/// @param bytes a part of a file mapped read-only; pages it shares with its neighbours stay
void releasePages(std::span<const std::byte> bytes);

} // namespace dare
