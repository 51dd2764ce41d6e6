#pragma once

#include "core/runs/JsonFields.h"
#include "core/types/Batch.h"

namespace dare
{

/// A batch as the queue's file keeps it, and a run's place in one as the run's marks keep it.
[[nodiscard]] Json batchAsJson(const Batch &batch);
[[nodiscard]] Json placeAsJson(const BatchPlace &place);
/// What these read is what the two above write; errors go where `fields` keeps them.
[[nodiscard]] Batch readBatch(const JsonFields &fields);
[[nodiscard]] BatchPlace readPlace(const JsonFields &fields);

} // namespace dare
