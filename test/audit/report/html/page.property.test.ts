import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { escapeHtml, markup } from '../../../../audit/output/html';
import { htmlReport } from '../../../../audit/report/html/page';
import type { AuditReport } from '../../../../audit/report/rendering';
import { printable } from '../../../../contract/printable';
import { hostileReports, hostileText, tamed, textsOf, UNPRINTABLE } from '../hostile-reports';

type Node = DefaultTreeAdapterTypes.Node;

function elementsOf(node: Node): readonly DefaultTreeAdapterTypes.Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** Elements, attributes and comments, without their text. */
function shapeOf(node: Node): unknown {
  const attributes = 'attrs' in node ? node.attrs.map(({ name }) => name) : [];
  const below = 'childNodes' in node ? node.childNodes.map(shapeOf) : [];
  return [node.nodeName, attributes, below.filter((shape) => (shape as [string])[0] !== '#text')];
}

const parsed = (report: AuditReport): DefaultTreeAdapterTypes.Document => parse(htmlReport(report));

test('hostile text changes nothing but text: elements and attributes are those of a harmless report', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      expect(shapeOf(parsed(report))).toEqual(shapeOf(parsed(tamed(report))));
    }),
  );
});

test('hostile text is there to read, what could not be seen as an escape', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const page = textOf(parsed(report));
      for (const text of textsOf(report)) expect(page).toContain(printable(text));
      expect(htmlReport(report)).not.toMatch(UNPRINTABLE);
    }),
  );
});

test('the page has no script, no event handler, no inline style and nothing to load or to follow', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const elements = elementsOf(parsed(report));
      for (const { tagName } of elements) {
        expect(['script', 'img', 'iframe', 'object', 'link', 'a', 'base', 'form', 'use']).not.toContain(tagName);
      }
      for (const { name } of elements.flatMap(({ attrs }) => attrs)) {
        expect(name).not.toMatch(/^(on.*|style|src|srcset|href|xlink:href|action|background)$/);
      }
    }),
    { numRuns: 30 },
  );
});

test('escaped text survives a browser unchanged, in an element and in an attribute', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const element = elementsOf(parse(markup`<p class="${text}">${text}</p>`.html)).find(
        ({ tagName }) => tagName === 'p',
      );
      expect(element && textOf(element)).toBe(printable(text));
      expect(element?.attrs).toEqual([{ name: 'class', value: printable(text) }]);
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    }),
  );
});

test('the policy of the page allows its own style sheet and nothing else', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const elements = elementsOf(parsed(report));
      const policy = elements.find(({ attrs }) => attrs.some(({ value }) => value === 'Content-Security-Policy'));
      const styles = elements.filter(({ tagName }) => tagName === 'style').map(textOf);
      expect(styles).toHaveLength(1);
      const hash = createHash('sha256').update(styles[0]!).digest('base64');
      expect(policy?.attrs.find(({ name }) => name === 'content')?.value).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
      );
    }),
    { numRuns: 5 },
  );
});

test('every table has a caption, and a head for each of its columns and rows', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const tables = elementsOf(parsed(report)).filter(({ tagName }) => tagName === 'table');
      expect(tables).toHaveLength(3);
      for (const table of tables) {
        const below = elementsOf(table);
        expect(below.filter(({ tagName }) => tagName === 'caption')).toHaveLength(1);
        const heads = below.filter(({ tagName }) => tagName === 'th');
        expect(heads.every(({ attrs }) => attrs.some(({ name }) => name === 'scope'))).toBe(true);
        const columns = heads.filter(({ attrs }) => attrs.some(({ value }) => value === 'col')).length;
        for (const row of below.filter(({ tagName }) => tagName === 'tr')) {
          const cells = elementsOf(row).filter(({ tagName }) => tagName === 'th' || tagName === 'td');
          expect(cells).toHaveLength(columns);
          expect(cells.some(({ tagName }) => tagName === 'th')).toBe(true);
        }
      }
    }),
    { numRuns: 20 },
  );
});
