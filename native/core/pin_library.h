// Keeps this library loaded until the process ends.
#pragma once

namespace millrace {

// Node unloads an addon when the last environment that uses it ends: with it would go the code that the pool's threads
// run, and those live as long as the process. Call it once before the first thread is started.
void pin_library();

}  // namespace millrace
