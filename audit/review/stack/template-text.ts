/** A part of a Terraform template: literal text, or the expression between `${` and `}`. */
export type TemplatePart = { readonly literal: string } | { readonly expression: string };

/**
 * Splits a text of Terraform JSON into literal text and expressions, and undoes the escapes `$${` and `%%{`.
 * Source: Terraform language, "JSON configuration syntax", "Strings and templates".
 *
 * @returns `undefined` for a text with a template directive (`%{if …}`), an expression without end, or an unclear escape: these are not read.
 */
export function templateParts(text: string): readonly TemplatePart[] | undefined {
  if (UNCLEAR.test(text)) return undefined;
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const escape = ESCAPES.find(([written]) => text.startsWith(written, at));
    if (escape !== undefined) {
      literal += escape[1];
      at += escape[0].length;
    } else if (text.startsWith('%{', at)) {
      return undefined;
    } else if (text.startsWith('${', at)) {
      const end = endOfExpression(text, at + 2);
      if (end === undefined) return undefined;
      if (literal !== '') parts.push({ literal });
      literal = '';
      parts.push({ expression: text.slice(at + 2, end).trim() });
      at = end + 1;
    } else {
      literal += text[at] ?? '';
      at++;
    }
  }
  return literal === '' ? parts : [...parts, { literal }];
}

/** Three or more of a mark: which two of them are the escape is not documented. */
const UNCLEAR = /(\$\$\$+|%%%+)\{/;

const ESCAPES: readonly (readonly [written: string, meant: string])[] = [
  ['$${', '${'],
  ['%%{', '%{'],
];

/** The index of the `}` that closes an expression; braces within quoted text do not count. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 1;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return at;
  }
  return undefined;
}

/** A reference to an attribute: the address it names, and the way from there to the value. */
export interface Traversal {
  readonly address: string;
  readonly path: readonly (string | number)[];
}

const STEP = /^(?:\.([A-Za-z_][\w-]*)|\[(\d+)\]|\["([^"\\$%]*)"\])/;

/**
 * Reads an expression that is nothing but a reference, such as `aws_kms_key.data.arn` or
 * `data.aws_iam_policy_document.trust.json`.
 *
 * @returns `undefined` for anything else: functions, operators, conditions.
 */
export function readTraversal(expression: string): Traversal | undefined {
  const head = /^(data\.[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*|[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)/.exec(expression)?.[0];
  if (head === undefined) return undefined;
  const path: (string | number)[] = [];
  let rest = expression.slice(head.length);
  while (rest !== '') {
    const step = STEP.exec(rest);
    if (step === null) return undefined;
    path.push(step[2] === undefined ? (step[1] ?? step[3] ?? '') : Number(step[2]));
    rest = rest.slice(step[0].length);
  }
  return { address: head, path };
}

/** Every resource or data source that an expression mentions, whatever it does with it. */
export function mentionedAddresses(expression: string): string[] {
  const found = expression.matchAll(
    /(?<![\w.-])(data\.[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*|[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)/g,
  );
  return [...found].map(([address]) => address);
}
