/** One decision, the columns it is about, and why it was made. */
export interface PlanReason {
  readonly step: string;
  readonly columns: readonly string[];
  readonly reason: string;
}
