#include "app/cli/Interrupt.h"

#include <atomic>
#include <csignal>
#include <string_view>
#include <unistd.h>

namespace dare::cli
{
namespace
{

// The system calls a handler without an argument: this is all it can reach.
std::atomic<RunControl *> interrupted = nullptr;
static_assert(std::atomic<RunControl *>::is_always_lock_free);

extern "C" void cancelRun(int /*signal*/)
{
    RunControl *control = interrupted.load();
    if (control == nullptr)
        return;
    control->cancelFromSignal();
    constexpr std::string_view kSaid =
        "\nstopping after the step at hand; once more ends it at once, and nothing finished "
        "is lost\n";
    // Where nobody listens, there is nothing to be done.
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kSaid.data(), kSaid.size());
}

void handle(void (*handler)(int), int flags)
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

Interrupt::Interrupt(RunControl &control)
{
    interrupted.store(&control);
    handle(cancelRun, SA_RESETHAND | SA_RESTART);
}

Interrupt::~Interrupt()
{
    handle(SIG_DFL, 0);
    interrupted.store(nullptr);
}

} // namespace dare::cli
