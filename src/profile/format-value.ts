/** A number with four significant digits, whole ones in full: labels of ranges. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-GB');
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 4 });
}
