import { formatCount } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { importancePlot } from '../plots/importance.ts';
import { learningCurvePlot } from '../plots/learning-curve.ts';
import { shapSummaryPlot } from '../plots/shap-summary.ts';
import { treePlot } from '../plots/tree.ts';
import type { ReportData } from '../report-data.ts';
import { figure, figures, section } from './section.ts';

/** What a model of trees learnt: iteration by iteration, feature by feature, and one of its trees. */
export async function treesSection({ trees, history }: ReportData): Promise<Markup | undefined> {
  if (trees === undefined) return undefined;
  const { treeCount, leafCount, bestStep, importance, shap, tree } = trees;
  const drawn = await figures([
    history !== undefined && history.length > 1 ? learningCurvePlot(history, bestStep) : undefined,
    importance.length > 0 ? importancePlot(importance) : undefined,
    shap !== undefined && shap.features.length > 0 ? shapSummaryPlot(shap) : undefined,
  ]);
  const count = treeCount === 1 ? 'One tree' : `${formatCount(treeCount)} trees`;
  return section(
    'trees',
    'What the trees learnt',
    html`<p>${count} with ${formatCount(leafCount)} leaves in all.</p>`,
    drawn,
    tree?.root.kind === 'split' ? await figure(treePlot(tree, treeCount)) : undefined,
  );
}
