#include "app/cli/Interrupt.h"

#include <atomic>
#include <csignal>

namespace dare::cli
{
namespace
{

// The system calls a handler without an argument: this is all it can reach.
std::atomic<RunControl *> interrupted = nullptr;
static_assert(std::atomic<RunControl *>::is_always_lock_free);

extern "C" void cancelRun(int /*signal*/)
{
    if (RunControl *control = interrupted.load())
        control->cancelFromSignal();
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
