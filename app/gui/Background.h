#pragma once

#include "core/types/Result.h"

#include <QObject>
#include <QThreadPool>
#include <QtConcurrent>

#include <exception>
#include <type_traits>
#include <utility>

namespace dare
{

/// Runs `work` on a pool and hands its Result to `done` on the receiver's thread. When the receiver
/// is gone by then, the result is dropped. A library's exception becomes an Internal error.
/// @param work () -> Result<T>, T copyable @param done (Result<T>) -> void
template <typename Work, typename Done>
void inBackground(QThreadPool &pool, QObject *receiver, Work work, Done done)
{
    using Outcome = std::invoke_result_t<Work &>;
    QtConcurrent::run(&pool, [work = std::move(work)]() mutable -> Outcome {
        try {
            return work();
        } catch (const std::exception &error) {
            return failure(ErrorCode::Internal, error.what());
        } catch (...) {
            return failure(ErrorCode::Internal, "an unknown exception");
        }
    }).then(receiver, std::move(done));
}

} // namespace dare
