import { formatBytes, formatCount, formatNumber, formatSeconds } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { coefficientPlot } from '../plots/coefficients.ts';
import { historyPlot } from '../plots/history.ts';
import type { Plot } from '../plots/plot.ts';
import type { Coefficient, ReportData, ReportModel } from '../report-data.ts';
import { facts, figures, section } from './section.ts';

/** The coefficients of further classes are folded away. */
const MOST_CLASSES = 6;

/** The fitted pipeline, what it cost, how the solver went, and what moves its predictions. */
export async function modelSection({
  model,
  history,
  coefficients,
  split,
  trees,
}: ReportData): Promise<Markup | undefined> {
  const plots = coefficientPlots(coefficients ?? []);
  const drawn = await figures([
    ...plots.slice(0, MOST_CLASSES),
    // Of trees it has a plot of its own, in their section.
    history !== undefined && history.length > 1 && trees === undefined ? historyPlot(history) : undefined,
  ]);
  const others = await figures(plots.slice(MOST_CLASSES));
  const more =
    others === undefined
      ? undefined
      : html`<details><summary>Coefficients of the other classes</summary>${others}</details>`;
  if (model === undefined) return drawn === undefined ? undefined : section('model', 'Model', drawn, more);
  const { iterationCount, converged } = model;
  return section(
    'model',
    'Model',
    html`<ol class="steps">${model.steps.map(
      ({ name, options }) => html`<li><code>${name}(${optionText(options)})</code></li>`,
    )}</ol>`,
    fittedNote(model, split?.trainRowCount),
    facts([
      ['Features', model.featureCount === undefined ? undefined : formatCount(model.featureCount)],
      ['Solver', model.solver],
      ['Iterations', iterationCount === undefined ? undefined : formatCount(iterationCount)],
      ['Converged', converged === undefined ? undefined : converged ? 'yes' : html`<em class="unmet">no</em>`],
      ['Time', model.seconds === undefined ? undefined : formatSeconds(model.seconds)],
      ['Peak memory', model.peakRssBytes === undefined ? undefined : formatBytes(model.peakRssBytes)],
      ['Device', model.device],
      ['Instruction set', model.isa],
      ['Threads', model.threadCount],
      ['Seed', model.seed],
    ]),
    drawn,
    more,
  );
}

function optionText(options: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(options).map(([name, value]) => `${name}: ${valueText(value)}`);
  return pairs.length === 0 ? '' : `{ ${pairs.join(', ')} }`;
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : formatNumber(value, 6);
  return JSON.stringify(value) ?? String(value);
}

function fittedNote({ fittedOn, fittedRowCount }: ReportModel, trainRowCount: number | undefined): Markup | undefined {
  if (fittedOn === undefined) return undefined;
  const rowCount = fittedRowCount ?? (fittedOn === 'train' ? trainRowCount : undefined);
  const count = rowCount === undefined ? '' : `${formatCount(rowCount)} `;
  if (fittedOn === 'train') {
    return html`<p>The saved model is the one that was measured: it was fitted on the ${count}training rows alone.</p>`;
  }
  return html`<p>The saved model is the same pipeline fitted again on all ${count}rows, test rows too. The numbers above
belong to the model fitted on the training rows alone.</p>`;
}

/** One plot for all, or one for each class. */
function coefficientPlots(coefficients: readonly Coefficient[]): Plot[] {
  if (coefficients.length === 0) return [];
  const classes = new Set(coefficients.map((coefficient) => coefficient.class));
  return [...classes].map((of) =>
    coefficientPlot(
      coefficients.filter((coefficient) => coefficient.class === of),
      of,
    ),
  );
}
