import { describe, expect, it } from 'vitest';
import { STYLE } from '../../src/report/style.ts';

type Colours = Readonly<Record<string, string>>;

/** The colours that a rule of the style sheet sets. */
function coloursOf(rule: RegExp): Colours {
  const body = rule.exec(STYLE)![1]!;
  return Object.fromEntries(
    [...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]),
  );
}

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const level = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `top` at the given opacity over `below`: the fullest cell of a confusion matrix. */
function blend(top: string, below: string, opacity: number): string {
  const levels = [1, 3, 5].map((at) => {
    const [over, under] = [top, below].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
      number,
      number,
    ];
    return Math.round(opacity * over + (1 - opacity) * under);
  });
  return `#${levels.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}

describe.each([
  ['light', coloursOf(/:root \{ color-scheme: light dark;([^}]*)\}/)],
  ['dark', coloursOf(/prefers-color-scheme: dark\) \{ :root \{([^}]*)\}/)],
  ['printed', coloursOf(/@media print \{ :root \{([^}]*)\}/)],
])('the %s page', (_, colour) => {
  it.each(['ink', 'muted', 'accent', 'second', 'third', 'alarm'])('can be read in %s', (name) => {
    expect(contrast(colour[name]!, colour.paper!)).toBeGreaterThanOrEqual(4.5);
  });

  it('can be read on washes and in full cells', () => {
    expect(contrast(colour.ink!, colour.wash!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour.ink!, blend(colour.accent!, colour.paper!, 0.5))).toBeGreaterThanOrEqual(4.5);
  });
});
