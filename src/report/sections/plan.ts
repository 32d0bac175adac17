import { html, type Markup } from '../markup.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

/** What was decided, in order, and why. */
export function planSection({ plan }: ReportData): Markup | undefined {
  if (plan === undefined || plan.length === 0) return undefined;
  return section(
    'plan',
    'What was decided, and why',
    html`<ol class="plan">${plan.map(({ step, reason }) => html`<li><b>${step}</b> <span>${reason}</span></li>`)}</ol>`,
  );
}
