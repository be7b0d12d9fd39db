#pragma once

#include <atomic>

namespace softlin::check {

/// Set by Ctrl-C (SIGINT) or SIGTERM once watch_interrupt() has been called, which only commands that look at it do.
std::atomic<bool>& interrupted();

/// From now on the first SIGINT or SIGTERM sets interrupted(). A second SIGINT ends the program at once, unless it comes
/// within half a second: whoever stops a program may signal it and then its whole group, as timeout(1) does, and those
/// two are one. So are all SIGTERMs, which a scheduler may send to a script and to the program it forwards them to.
void watch_interrupt();

}  // namespace softlin::check
