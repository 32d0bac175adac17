/**
 * HTML that is safe by construction: `html` escapes every value put into it, unless the value is itself markup.
 * Nothing else makes markup, except `trusted` for text this program wrote.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** A template tag. Arrays are joined; undefined is nothing. Values may stand in text and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + markupText(values[i - 1]) + part));
}

/** Marks text that this program wrote (a style sheet, a rendered plot) as markup. Never call it on data. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function markupText(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return value.map(markupText).join('');
}
