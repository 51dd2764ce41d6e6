#pragma once

namespace dare
{

/// @return milliseconds since this process was started, its libraries' loading included, in steps
/// of about 10; 0 where the system does not say
[[nodiscard]] double processAgeMs();

} // namespace dare
