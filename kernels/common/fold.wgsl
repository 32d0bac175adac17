// The workgroup's sums, folded as a tree: one order whatever the device, so no float atomics.

const THREADS = 256u;

var<workgroup> scratch: array<vec4f, THREADS>;

// Sums `value` over the threads with the same thread % kept (a power of two), into scratch[0 .. kept - 1].
// All threads must call it. Thread t < kept may read scratch[t] afterwards without another barrier.
fn fold_threads(thread: u32, value: vec4f, kept: u32) {
  scratch[thread] = value;
  workgroupBarrier();
  for (var width = THREADS / 2u; width >= kept; width /= 2u) {
    if (thread < width) {
      scratch[thread] += scratch[thread + width];
    }
    workgroupBarrier();
  }
}
