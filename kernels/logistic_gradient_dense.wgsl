// The logistic loss of a tile of dense rows and its gradient. Each workgroup takes 1,024 rows and writes one partial
// sum; the host adds the partials in their order, in f64. Reference:
// src/engine/reference/logistic_gradient_dense.ts; host: src/engine/webgpu/logistic_gradient_dense.ts.
//
// A quad is four neighbouring columns. quads = stride / 4 is a multiple of 4, since strides are padded to 16.

// @include common/fold.wgsl
// @include common/logistic.wgsl

const ROWS = 1024u;  // rows of a workgroup; the host's ROWS_PER_WORKGROUP

struct Tile {
  row_count: u32,
  quads: u32,
}

@group(0) @binding(0) var<uniform> tile: Tile;
@group(0) @binding(1) var<storage, read> values: array<vec4f>;        // [row_count][quads], row-major
@group(0) @binding(2) var<storage, read> targets: array<vec2f>;       // [row_count]: label (0 or 1), weight
@group(0) @binding(3) var<storage, read> coefficients: array<vec4f>;  // [quads], then (intercept, 0, 0, 0)
// [workgroups][quads + 1]: the gradient, then (loss, intercept's gradient, 0, 0)
@group(0) @binding(4) var<storage, read_write> partials: array<vec4f>;

var<workgroup> residuals: array<f32, ROWS>;

// values[row] · coefficients + intercept over 16 lanes, folded in the order of the CPU's kernels.
fn score_of(row: u32) -> f32 {
  var lanes = array<vec4f, 4>();
  for (var quad = 0u; quad < tile.quads; quad += 4u) {
    for (var k = 0u; k < 4u; k++) {
      lanes[k] += values[row * tile.quads + quad + k] * coefficients[quad + k];
    }
  }
  let four = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
  let two = four.xy + four.zw;
  return (two.x + two.y) + coefficients[tile.quads].x;
}

@compute @workgroup_size(THREADS)
fn logistic_gradient_dense(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let begin = group.x * ROWS;
  let count = min(ROWS, tile.row_count - begin);
  let partial = group.x * (tile.quads + 1u);

  // One row per thread at a time.
  var totals = vec4f();
  for (var at = thread; at < count; at += THREADS) {
    let goal = targets[begin + at];
    let row = logistic_row(score_of(begin + at), goal.x, goal.y);
    residuals[at] = row.residual;
    totals += vec4f(row.loss, row.residual, 0.0, 0.0);
  }
  fold_threads(thread, totals, 1u);
  if (thread == 0u) {
    partials[partial + tile.quads] = scratch[0];
  }

  // Four quads at a time; thread t sums quad t % 4 over every 64th row.
  for (var quad = 0u; quad < tile.quads; quad += 4u) {
    var sum = vec4f();
    for (var at = thread / 4u; at < count; at += THREADS / 4u) {
      sum += residuals[at] * values[(begin + at) * tile.quads + quad + thread % 4u];
    }
    fold_threads(thread, sum, 4u);
    if (thread < 4u) {
      partials[partial + quad + thread] = scratch[thread];
    }
  }
}
