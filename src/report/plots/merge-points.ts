/**
 * Joins neighbouring round points of one colour into one path of dots: a plot of ten thousand points is then a tenth
 * as many bytes.
 */
export function mergePoints(svg: string): string {
  return svg.replace(RUN, (run) => {
    const dots: string[] = [];
    let shared: { readonly radius: number; readonly fill: string; readonly opacity: string } | undefined;
    let out = '';
    const close = () => {
      if (shared !== undefined) {
        const { radius, fill, opacity } = shared;
        const stroke = `fill="none" stroke="${fill}" stroke-width="${rounded(2 * radius)}" stroke-linecap="round"`;
        out += `<path d="${dots.join('')}" ${stroke} opacity="${opacity}"/>`;
      }
      dots.length = 0;
    };
    for (const [, x, y, radius, fill, opacity] of run.matchAll(POINT)) {
      if (shared === undefined || shared.fill !== fill || String(shared.radius) !== radius) {
        close();
        shared = { radius: Number(radius), fill: fill!, opacity: opacity! };
      }
      dots.push(`M${rounded(Number(x))},${rounded(Number(y))}h0`);
    }
    close();
    return out;
  });
}

// A circle without a stroke, as vega draws it.
const CIRCLE =
  '<path transform="translate\\((NUMBER),(NUMBER)\\)" d="M(NUMBER),0A[^"]*" fill="(COLOUR)" stroke-width="0" ' +
  'opacity="(NUMBER)"/>';
const ONE = CIRCLE.replaceAll('NUMBER', '[-\\d.e]+').replace('COLOUR', '[^"]*');
const POINT = new RegExp(ONE, 'g');
/** Twenty or more in a row; groups are for `POINT`. */
const RUN = new RegExp(`(?:${ONE.replaceAll('([', '(?:[')}){20,}`, 'g');

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
