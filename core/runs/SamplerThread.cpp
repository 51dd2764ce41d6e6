#include "core/runs/SamplerThread.h"

#include "core/runs/Mailbox.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/PreviewLane.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace dare
{

struct SamplerThread::Impl {
    using Work = std::function<void(Engine &)>;

    Impl(std::function<void()> wake, Engine::Options options)
        : mailbox(std::move(wake)),
          thread([this, options = std::move(options)](std::stop_token stop) mutable {
              loop(stop, std::move(options));
          })
    {
    }

    void loop(const std::stop_token &stop, Engine::Options options)
    {
        constexpr int kNice = 10;
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
        Engine engine(std::move(options));
        while (auto work = next(stop)) {
            try {
                (*work)(engine);
            } catch (const std::exception &exception) {
                mailbox.push(RunFailed{0, "", errorFrom(exception)});
            }
        }
    }

    std::optional<Work> next(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        const auto any = [this] { return !queue.empty() || previews.waiting(); };
        if (!ready.wait(lock, stop, any) || stop.stop_requested())
            return std::nullopt;
        if (queue.empty())
            return previews.take();
        Work work = std::move(queue.front());
        queue.pop_front();
        return work;
    }

    void post(Work work)
    {
        {
            const std::scoped_lock lock(mutex);
            queue.push_back(std::move(work));
            previews.cancelRunning();
        }
        ready.notify_one();
    }

    RunId add(std::function<void(Engine &, RunId, RunControl &, const EventSink &)> body)
    {
        auto control = std::make_shared<RunControl>();
        RunId id = 0;
        {
            const std::scoped_lock lock(mutex);
            id = ++lastRun;
            controls[id] = control;
        }
        post([this, id, control, body = std::move(body)](Engine &engine) {
            body(engine, id, *control, [this](RunEvent event) { mailbox.push(std::move(event)); });
            const std::scoped_lock lock(mutex);
            controls.erase(id);
        });
        return id;
    }

    void withControl(RunId run, const std::function<void(RunControl &)> &action)
    {
        std::shared_ptr<RunControl> control;
        {
            const std::scoped_lock lock(mutex);
            const auto found = controls.find(run);
            if (found != controls.end())
                control = found->second;
        }
        if (control)
            action(*control);
    }

    void shutDown()
    {
        std::vector<std::shared_ptr<RunControl>> running;
        {
            const std::scoped_lock lock(mutex);
            queue.clear();
            previews.clear();
            for (const auto &[id, control] : controls)
                running.push_back(control);
        }
        for (const auto &control : running)
            control->cancel();
        thread.request_stop();
    }

    Mailbox mailbox;
    std::mutex mutex;
    std::condition_variable_any ready;
    std::deque<Work> queue;
    PreviewLane previews;
    std::map<RunId, std::shared_ptr<RunControl>> controls;
    RunId lastRun = 0;
    std::jthread thread; // last: it uses all the others
};

SamplerThread::SamplerThread(std::function<void()> wake, Engine::Options options)
    : m_impl(std::make_unique<Impl>(std::move(wake), std::move(options)))
{
}

SamplerThread::~SamplerThread()
{
    m_impl->shutDown();
}

RunId SamplerThread::start(Recipe recipe, std::filesystem::path runs)
{
    return m_impl->add([recipe = std::move(recipe), runs = std::move(runs)](
                           Engine &engine, RunId id, RunControl &control, const EventSink &sink) {
        (void)engine.run(recipe, runs, id, control, sink);
    });
}

RunId SamplerThread::resume(std::filesystem::path run)
{
    return m_impl->add([run = std::move(run)](Engine &engine, RunId id, RunControl &control,
                                              const EventSink &sink) {
        (void)engine.resume(run, id, control, sink);
    });
}

void SamplerThread::cancel(RunId run)
{
    m_impl->withControl(run, [](RunControl &control) { control.cancel(); });
}

void SamplerThread::pause(RunId run)
{
    m_impl->withControl(run, [](RunControl &control) { control.pause(); });
}

void SamplerThread::unpause(RunId run)
{
    m_impl->withControl(run, [](RunControl &control) { control.resume(); });
}

void SamplerThread::prepare(Recipe recipe)
{
    m_impl->post([impl = m_impl.get(), recipe = std::move(recipe)](Engine &engine) {
        const auto resolved = engine.resolve(recipe);
        const auto ready =
            resolved ? engine.prepare(*resolved) : Result<void>(tl::unexpected(resolved.error()));
        if (ready)
            impl->mailbox.push(RunLog{
                0, "Model ready: " + std::filesystem::path(resolved->model).filename().string()});
        else
            impl->mailbox.push(RunFailed{0, "", ready.error()});
    });
}

void SamplerThread::predict(Recipe recipe, std::function<void(Result<RunPrediction>)> receive)
{
    m_impl->post([recipe = std::move(recipe), receive = std::move(receive)](Engine &engine) {
        const auto resolved = engine.resolve(recipe);
        receive(resolved ? engine.predict(*resolved) : tl::unexpected(resolved.error()));
    });
}

void SamplerThread::measure(Recipe recipe, std::function<void(Result<double>)> receive)
{
    m_impl->post([recipe = std::move(recipe), receive = std::move(receive)](Engine &engine) {
        const auto resolved = engine.resolve(recipe);
        receive(resolved ? engine.measureForward(*resolved) : tl::unexpected(resolved.error()));
    });
}

void SamplerThread::preview(PreviewRequest request,
                            std::function<void(Result<PreviewPicture>)> receive)
{
    {
        const std::scoped_lock lock(m_impl->mutex);
        m_impl->previews.put(std::move(request), std::move(receive));
    }
    m_impl->ready.notify_one();
}

void SamplerThread::cancelPreview()
{
    const std::scoped_lock lock(m_impl->mutex);
    m_impl->previews.clear();
}

RunId SamplerThread::captureMore(std::filesystem::path run, CaptureWindow window,
                                 CaptureProgress progress,
                                 std::function<void(Result<CaptureReport>)> receive)
{
    return m_impl->add([run = std::move(run), window = std::move(window),
                        progress = std::move(progress), receive = std::move(receive)](
                           Engine &engine, RunId, RunControl &control, const EventSink &) {
        receive(engine.captureMore(run, window, control, progress));
    });
}

std::vector<RunEvent> SamplerThread::drain()
{
    return m_impl->mailbox.drain();
}

} // namespace dare
