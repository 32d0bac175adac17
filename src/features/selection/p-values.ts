/** P(F > f) of Fisher's distribution with these degrees of freedom; NaN where `f` is. */
export function fSurvival(f: number, between: number, within: number): number {
  if (Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  // Both shares from their own quotient: 1 less the other would lose the digits of a tail.
  const total = within + between * f;
  return incompleteBeta(within / total, (between * f) / total, within / 2, between / 2);
}

/** P(X > x) of the chi-square distribution; NaN where `x` is. */
export function chiSquareSurvival(x: number, degrees: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  return upperGamma(degrees / 2, x / 2);
}

/** The regularised incomplete beta function at x = 1 − y, by Lentz's continued fraction. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  // The fraction converges fast below the mean; above it, the other tail is computed.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b)) / a;
  let [c, d] = [1, nonZero(1 - ((a + b) * x) / (a + 1))];
  d = 1 / d;
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** The regularised upper incomplete gamma function: a series below a + 1, Lentz's continued fraction above. */
function upperGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n <= 100_000 && term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / nonZero(b);
  let fraction = d;
  for (let n = 1; n <= 100_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return front * fraction;
}

const TINY = 1e-300;

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** ln B(a, b), without the cancellation that three large logarithms have. */
function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const corrections = (small < 10 ? 0 : stirling(small)) + stirling(large) - stirling(a + b);
  if (small < 10) {
    // ln Γ(large) − ln Γ(large + small)
    const difference =
      (large - 0.5) * -Math.log1p(small / large) - small * Math.log(large + small) + small + corrections;
    return logGamma(small) + difference;
  }
  const share = small / (small + large);
  return (
    0.5 * Math.log(2 * Math.PI) -
    0.5 * Math.log(small) +
    corrections +
    small * Math.log(share) +
    (large - 0.5) * Math.log1p(-share)
  );
}

/** ln Γ(x): Stirling's series above 10, the recurrence below. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift += Math.log(at);
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + stirling(at) - shift;
}

/** What Stirling's formula leaves of ln Γ(x), for x of 10 and more. */
function stirling(x: number): number {
  const square = 1 / (x * x);
  const series =
    1 / 12 -
    square *
      (1 / 360 -
        square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156)))));
  return series / x;
}
