import fc from 'fast-check';
import { markdownReport } from '../../../audit/report/markdown-report';
import { codeSpan } from '../../../audit/output/markdown';
import { printable } from '../../../contract/printable';
import { hostileReports, hostileText, tamed, UNPRINTABLE } from './hostile-reports';

/** The document with an empty mark for each code span: all that Markdown could read as markup. */
const shapeOf = (markdown: string): string => markdown.replace(/`[^`\n]+`/g, '`');

test('hostile text changes nothing outside code spans', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      expect(shapeOf(markdownReport(report))).toBe(shapeOf(markdownReport(tamed(report))));
    }),
  );
});

test('a code span holds no backtick that could end it, no pipe that could end a cell, and nothing unseen', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(codeSpan(text)).toMatch(/^`[^`|\n]+`$/);
      expect(codeSpan(text)).not.toMatch(UNPRINTABLE);
      if (text !== '')
        expect(codeSpan(text)).toBe(`\`${printable(text).replaceAll('`', '\\x60').replaceAll('|', '\\x7c')}\``);
    }),
  );
});

test('every row of a table has as many cells as its head', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const blocks = markdownReport(report).split('\n\n');
      for (const block of blocks.filter((text) => text.startsWith('|'))) {
        const [width, ...widths] = block
          .trimEnd()
          .split('\n')
          .map((row) => row.split('|').length);
        expect(new Set(widths)).toEqual(new Set([width]));
      }
    }),
  );
});

test('the verdict comes first', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      expect(markdownReport(report).split('\n', 1)).toEqual([`# S3 traffic: ${report.verdict.toUpperCase()}`]);
    }),
    { numRuns: 10 },
  );
});
