import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { escapeHtml, markup } from '../../../../audit/output/html';
import { htmlReport } from '../../../../audit/report/html/page';
import { SCRIPT } from '../../../../audit/report/html/script';
import type { AuditReport, VerifyReport } from '../../../../audit/report/rendering';
import { printable } from '../../../../contract/printable';
import { filesNamed, hostileReports, hostileText, tamed, textsOf, UNPRINTABLE } from '../hostile-reports';
import { elementsOf, shapeOf, textOf } from '../page-tree';

/** A report with everything that only the page shows, each text of it the given one. */
function withOrigin(report: VerifyReport, text: string): VerifyReport {
  const files = filesNamed(text);
  const expectations = {
    version: 1 as const,
    buckets: [text, text],
    vpcEndpoints: [text],
    vpcCidrs: [text],
    natAddresses: [text],
    exempt: [{ principal: text, reason: text }],
    ...{ region: text, services: [{ service: text, reason: text }], accounts: [text] },
  };
  return {
    ...report,
    provenance: { expectations, logs: files, cloudtrail: files, tool: text, madeAt: 0 },
    traffic: { span: 3600, spans: [{ from: 0, network: 'public', requests: 3, violations: 1, passes: 0 }] },
    changes: [
      { time: 60, eventName: text, target: text, callerArn: text, errorCode: null, effect: text, eventSource: text },
    ],
  };
}

test('hostile expectations, file names and changes stand in the page as text too', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, hostileText, async (report, text) => {
      const page = parse(await htmlReport(withOrigin(report, text)));
      expect(shapeOf(page)).toEqual(shapeOf(parse(await htmlReport(withOrigin(tamed(report), 'calm')))));
      expect(textOf(page)).toContain(printable(text));
    }),
  );
});

const parsed = async (report: AuditReport): Promise<DefaultTreeAdapterTypes.Document> =>
  parse(await htmlReport(report));

test('hostile text changes nothing but text: elements and attributes are those of a harmless report', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, async (report) => {
      expect(shapeOf(await parsed(report))).toEqual(shapeOf(await parsed(tamed(report))));
    }),
  );
});

test('hostile text is there to read, what could not be seen as an escape', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, async (report) => {
      const page = textOf(await parsed(report));
      for (const text of textsOf(report)) expect(page).toContain(printable(text));
      expect(await htmlReport(report)).not.toMatch(UNPRINTABLE);
    }),
  );
});

test('the page has no script but its own, no event handler, no inline style and nothing to load or to follow', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, async (report) => {
      const elements = elementsOf(await parsed(report));
      const scripts = elements.filter(({ tagName }) => tagName === 'script').map(textOf);
      expect(scripts).toEqual([SCRIPT]);
      for (const { tagName } of elements) {
        expect(['img', 'iframe', 'object', 'link', 'a', 'base', 'form', 'use']).not.toContain(tagName);
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

test('the policy of the page allows its own style sheet and script and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, async (report) => {
      const elements = elementsOf(await parsed(report));
      const policy = elements.find(({ attrs }) => attrs.some(({ value }) => value === 'Content-Security-Policy'));
      const styles = elements.filter(({ tagName }) => tagName === 'style').map(textOf);
      expect(styles).toHaveLength(1);
      const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
      expect(policy?.attrs.find(({ name }) => name === 'content')?.value).toBe(
        `default-src 'none'; style-src 'sha256-${hash(styles[0]!)}'; script-src 'sha256-${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`,
      );
    }),
    { numRuns: 5 },
  );
});

test('every table has a caption, and a head for each of its columns and rows', async () => {
  await fc.assert(
    fc.asyncProperty(hostileReports, async (report) => {
      const tables = elementsOf(await parsed(report)).filter(({ tagName }) => tagName === 'table');
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
