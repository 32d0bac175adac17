// The logistic loss of one row.

struct LogisticRow {
  loss: f32,      // weight · (log(1 + exp(score)) − label · score)
  residual: f32,  // weight · (p − label), the loss's derivative by the score
}

fn logistic_row(score: f32, label: f32, weight: f32) -> LogisticRow {
  // exp(−|score|) never overflows, and 1 − p is never computed: it would cancel
  let e = exp(-abs(score));
  let larger = 1.0 / (1.0 + e);   // the probability of the class the score favours
  let smaller = e / (1.0 + e);
  let favours_one = score >= 0.0;
  let p = select(smaller, larger, favours_one);
  let q = select(larger, smaller, favours_one);
  let is_one = label == 1.0;
  let margin = select(-score, score, is_one);
  return LogisticRow(weight * (max(-margin, 0.0) + log(1.0 + e)), weight * select(p, -q, is_one));
}
