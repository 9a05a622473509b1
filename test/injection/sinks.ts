import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseHtml, type DefaultTreeAdapterTypes } from 'parse5';

/** What a terminal could obey or a reader could not see; line feeds end lines. */
const UNPRINTABLE = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
/** What runners of CI take for a command at the begin of a line: GitHub, Azure, TeamCity. */
const COMMAND = /^[^\S\n]*(?:::|##(?:\[|vso\[|teamcity\[))/m;
/** What spreadsheets take for the start of a formula. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Names what is wrong with a written document, of each reader the first thing; nothing where it is inert. */
export type Sink = (written: string, tame: string) => readonly string[];

const unseen: Sink = (written) => {
  const at = UNPRINTABLE.exec(written)?.index;
  return at === undefined ? [] : [`holds ${JSON.stringify(written.slice(Math.max(0, at - 30), at + 30))}`];
};

const commands: Sink = (written) => {
  const found = COMMAND.exec(written);
  return found === null ? [] : [`commands CI: ${JSON.stringify(written.slice(found.index, found.index + 60))}`];
};

/** Each format, and what it is read by. */
export const SINKS: Readonly<Record<string, readonly Sink[]>> = {
  table: [unseen, commands],
  json: [unseen, commands, readsAsJson],
  csv: [unseen, readsAsCsv],
  markdown: [unseen, commands, hasMarkdownShape],
  html: [unseen, hasHtmlShape],
  sarif: [unseen, readsAsJson],
  junit: [unseen, hasXmlShape],
};

function readsAsJson(written: string): readonly string[] {
  const json: unknown = JSON.parse(written);
  const polluted = Object.keys(Object.prototype).concat(
    Object.getOwnPropertyNames({}.constructor.prototype).filter((name) => name === 'owned'),
  );
  return typeof json === 'object' && json !== null && polluted.length === 0
    ? []
    : ['is no object, or changed all objects'];
}

function readsAsCsv(written: string): readonly string[] {
  const rows: readonly (readonly string[])[] = parseCsv(written, { relax_column_count: false });
  const formula = rows.flat().find((cell) => FORMULA.test(cell) && !NUMBER.test(cell) && cell !== '-');
  return formula === undefined ? [] : [`has a formula: ${JSON.stringify(formula.slice(0, 60))}`];
}

/** Outside of code spans nothing but our own words may stand, so each kind of line is one that a tame document has too. */
function hasMarkdownShape(written: string, tame: string): readonly string[] {
  const shapesOf = (text: string): ReadonlySet<string> =>
    new Set(
      text
        .replace(/`[^`\n]+`/g, '`')
        .split('\n')
        .map((line) => line.replace(/[\d,]+/g, '0').replace(/[^|`<[\]#*_!~$>\\-]+/g, ' ')),
    );
  const known = shapesOf(tame);
  const strange = [...shapesOf(written)].find((shape) => !known.has(shape) && /[<[\]#*!~$>\\]/.test(shape));
  return strange === undefined ? [] : [`has a line of another shape: ${JSON.stringify(strange.slice(0, 80))}`];
}

/** Elements, attributes and scripts are those of a tame document. */
function hasHtmlShape(written: string, tame: string): readonly string[] {
  const shapesOf = (html: string): ReadonlySet<string> => new Set(elementsOf(parseHtml(html)).map(shapeOf));
  const known = shapesOf(tame);
  const strange = [...shapesOf(written)].find((shape) => !known.has(shape));
  return strange === undefined ? [] : [`has another element: ${strange.slice(0, 120)}`];
}

/** XML as we write it, with all of a reader's rules for it: tags of a tame document, and between them texts without markup. */
function hasXmlShape(written: string, tame: string): readonly string[] {
  const reference = '&(?:amp|lt|gt|quot|apos|#x?[0-9A-Fa-f]+);';
  const attribute = ` [\\w:.-]+="(?:[^<&"]|${reference})*"`;
  const token = new RegExp(`<\\?xml[^<>]*\\?>|<(/?[\\w:.-]+)(?:${attribute})* ?/?>|(?:[^<>&]|${reference})+`, 'y');
  const tagsOf = (xml: string): ReadonlySet<string> | undefined => {
    const tags = new Set<string>();
    for (token.lastIndex = 0; token.lastIndex < xml.length;) {
      const found = token.exec(xml);
      if (found === null) return undefined;
      tags.add(found[1] ?? '');
    }
    return tags;
  };
  const known = tagsOf(tame);
  const found = tagsOf(written);
  if (known === undefined || found === undefined) return ['is no XML'];
  const strange = [...found].find((tag) => !known.has(tag));
  return strange === undefined ? [] : [`has another element: ${strange}`];
}

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(node: Node): readonly Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  const inside = 'content' in node ? [node.content] : [];
  return [...('tagName' in node ? [node] : []), ...[...children, ...inside].flatMap(elementsOf)];
}

function shapeOf({ tagName, attrs }: Element): string {
  const links = attrs.filter(({ name }) => ['href', 'src', 'action', 'style'].includes(name) || name.startsWith('on'));
  const names = attrs.map(({ name }) => name).sort();
  return `${tagName} ${names.join(' ')} ${links.map(({ value }) => value.replace(/[\d.]+/g, '0')).join(' ')}`;
}
