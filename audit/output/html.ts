import { printable } from '../../contract/printable';

/** Markup that is safe to send to a browser; made by `markup`, or written in this project without any value in it. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, markup is not. */
export type HtmlValue = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text inert in HTML, in elements and in quoted attributes, and shows what could not be seen (`\u202e`). */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/**
 * A template whose every value is escaped unless it is markup already. Values stand in element content and in attributes
 * between double quotes, never in tags, scripts or styles.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  // Added piece by piece: what joins an array copies it each time it becomes part of something larger.
  let html = parts[0] ?? '';
  for (let i = 0; i < values.length; i++) html += htmlOf(values[i] ?? '') + (parts[i + 1] ?? '');
  return { html };
}

function htmlOf(value: HtmlValue): string {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  let html = value[0]?.html ?? '';
  for (let i = 1; i < value.length; i++) html += `\n${value[i]?.html ?? ''}`;
  return html;
}
