import fc from 'fast-check';
import stringWidth from 'string-width';
import { csvReport } from '../../../audit/report/csv-report';
import { csvText } from '../../../audit/output/csv';
import { jsonReport } from '../../../audit/report/json-report';
import { jsonText } from '../../../audit/output/json';
import { tableReport } from '../../../audit/report/table-report';
import { columns } from '../../../audit/output/table';
import { printable } from '../../../contract/printable';
import type { VerifyReport } from '../../../audit/report/rendering';
import { hostileReports, hostileText, tamed, UNPRINTABLE } from './hostile-reports';

/** Addresses are never broken, so that they may be as long as addresses are. */
function withAddresses(report: VerifyReport): VerifyReport {
  const remoteIp = '2600:1f18:1234:5600:aaaa:bbbb:cccc:dddd';
  return {
    ...report,
    remoteIps: report.remoteIps.map((row) => ({ ...row, remoteIp })),
    findings: report.findings.map((finding) => ({ ...finding, remoteIp })),
  };
}

/** Reads CSV by RFC 4180, with line feeds between the records; throws where quotes do not balance. */
function readCsv(text: string): readonly (readonly string[])[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const cells: string[] = [];
      const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
      for (let more = true; more;) {
        const match = cell.exec(line);
        if (match === null) throw new Error(`no CSV record: ${line}`);
        cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
        more = match[3] === ',';
      }
      return cells;
    });
}

/** What spreadsheets take for the start of a formula, their full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

describe('CSV', () => {
  test('hostile text stays in its cell, and no cell begins a formula or holds what cannot be seen', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = [...csvReport(report)].join('');
        const [head = [], ...rows] = readCsv(text);
        expect(text).not.toMatch(UNPRINTABLE);
        expect(rows).toHaveLength(report.findings.length);
        rows.forEach((cells, i) => {
          expect(cells).toHaveLength(head.length);
          for (const cell of cells) expect(cell).not.toMatch(FORMULA_START);
          const bucket = printable(report.findings[i]!.bucket);
          expect([bucket, `'${bucket}`]).toContain(cells[head.indexOf('bucket')]);
        });
      }),
    );
  });

  test('a cell is the text that was written, or that text behind an apostrophe', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        const [head, row] = readCsv(csvText([{ a, b }], ['a', 'b']));
        expect(head).toEqual(['a', 'b']);
        expect(row).toEqual([a, b].map(printable).map((text) => (FORMULA_START.test(text) ? `'${text}` : text)));
      }),
    );
  });
});

describe('JSON', () => {
  test('hostile text comes back as it was, and nothing unseen is written', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = [...jsonReport(report)].join('');
        const { reasons, findings } = JSON.parse(text) as typeof report;
        expect(text).not.toMatch(UNPRINTABLE);
        expect(reasons).toEqual(report.reasons);
        expect(findings.map(({ requester }) => requester)).toEqual(report.findings.map(({ requester }) => requester));
      }),
    );
  });

  test('any text survives', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(JSON.parse(jsonText({ [text]: text }))).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
        expect(jsonText(text)).not.toMatch(UNPRINTABLE);
      }),
    );
  });
});

describe('table', () => {
  test('hostile text adds no line and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = tableReport(report, { colour: false });
        expect(text).not.toMatch(UNPRINTABLE);
        expect(text.split('\n')).toHaveLength(tableReport(tamed(report), { colour: false }).split('\n').length);
      }),
    );
  });

  test('no line is wider than the terminal, whatever stands in it', () => {
    fc.assert(
      fc.property(hostileReports, fc.integer({ min: 80, max: 200 }), (report, width) => {
        const text = tableReport(withAddresses(report), { colour: false, width });
        expect(text.split('\n').filter((line) => stringWidth(line) > width)).toEqual([]);
      }),
    );
  });

  test('the verdict is its first word and begins its last section', () => {
    fc.assert(
      fc.property(hostileReports, (report) => {
        const text = tableReport(report, { colour: false });
        const word = report.verdict.toUpperCase();
        expect(text.startsWith(`${word}: `)).toBe(true);
        expect(text.split('\n\n').at(-1)?.startsWith(`verdict: ${word}\n`)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('columns stay columns', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const row = columns(['A', 'B'], [[text, 'end']]).split('\n')[1];
        expect(row).toMatch(/ {2}end$/);
        expect(row?.startsWith(printable(text).trimEnd())).toBe(true);
      }),
    );
  });
});
