#include "core/runs/PreviewLane.h"

#include <utility>

namespace dare
{

void PreviewLane::put(PreviewRequest request, Receive receive)
{
    if (request.drag == 0 || request.drag != m_drag)
        cancelRunning();
    m_waiting = Waiting{std::move(request), std::move(receive)};
}

std::function<void(Engine &)> PreviewLane::take()
{
    auto control = std::make_shared<RunControl>();
    m_running = control;
    m_drag = m_waiting->request.drag;
    Waiting next = *std::exchange(m_waiting, std::nullopt);
    return [control, next = std::move(next)](Engine &engine) {
        next.receive(engine.livePreview(next.request, *control));
    };
}

void PreviewLane::cancelRunning()
{
    if (const auto control = m_running.lock())
        control->cancel();
}

void PreviewLane::clear()
{
    m_waiting.reset();
    cancelRunning();
}

} // namespace dare
