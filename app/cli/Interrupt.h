#pragma once

#include "core/runs/RunControl.h"

namespace dare::cli
{

/// While it lives, Ctrl+C and SIGTERM cancel a run; a second one ends the program at once, which
/// leaves a resumable run too. One at a time.
class Interrupt
{
public:
    explicit Interrupt(RunControl &control);
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;
    ~Interrupt();
};

} // namespace dare::cli
