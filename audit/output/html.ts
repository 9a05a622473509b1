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
  return { html: String.raw({ raw: parts }, ...values.map(htmlOf)) };
}

function htmlOf(value: HtmlValue): string {
  if (typeof value === 'object') return 'html' in value ? value.html : value.map(({ html }) => html).join('\n');
  return escapeHtml(String(value));
}
