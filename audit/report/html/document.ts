import { createHash } from 'node:crypto';
import { markup, type Html, type HtmlValue } from '../../output/html';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** Style sheet and script are ours and hold no value; escaping would break them, and their hashes let nothing else be one. */
const STYLE_ELEMENT: Html = { html: `<style>${STYLE}</style>` };
const SCRIPT_ELEMENT: Html = { html: `<script>${SCRIPT}</script>` };
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

/** Rows that are listed one by one where nobody asks for more: a page that opens at once. */
export const TOP_ROWS = 1000;

/** What a page holds. */
export interface PageContent {
  readonly title: string;
  /** The answer and its reasons. */
  readonly header: HtmlValue;
  readonly main: HtmlValue;
}

/**
 * One HTML page for auditors: whole without its one script, nothing loaded, and a policy that forbids anything else to
 * whatever hostile text might become.
 */
export function htmlDocument({ title, header, main }: PageContent): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${STYLE_ELEMENT}
</head>
<body>
<header>
${header}
</header>
<main>
${main}
</main>
${SCRIPT_ELEMENT}
</body>
</html>
`.html;
}
