/**
 * A vega expression that labels the axis value 'n' with `labels[n]`. Labels are data and may hold anything, so all but
 * plain ASCII is written as escapes: the expression parser sees string literals and nothing else.
 */
export function labelExpression(labels: readonly string[]): string {
  const literal = JSON.stringify(labels).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${literal}[toNumber(datum.value)]`;
}
