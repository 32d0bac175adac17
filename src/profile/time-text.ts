/** An instant in ISO 8601, as far as JavaScript's calendar goes; dates without a time of day. */
export function timeText(type: 'date32' | 'timestamp_us', microseconds: number): string {
  const time = new Date(microseconds / 1000);
  if (Number.isNaN(time.getTime())) return String(microseconds);
  return type === 'date32' ? time.toISOString().slice(0, 10) : time.toISOString();
}
