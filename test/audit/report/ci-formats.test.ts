import fc from 'fast-check';
import { junitReport } from '../../../audit/report/junit-report';
import { sarifReport } from '../../../audit/report/sarif-report';
import type { VerifyReport } from '../../../audit/report/rendering';
import { hostileReports, UNPRINTABLE } from './hostile-reports';

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly semanticVersion: string; readonly rules: readonly Rule[] } };
    readonly results: readonly Result[];
    readonly properties: Record<string, unknown>;
  }[];
}
interface Rule {
  readonly id: string;
  readonly help: { readonly text: string };
  readonly helpUri: string;
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly suppressions?: unknown;
  readonly partialFingerprints: Record<string, string>;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: unknown };
  }[];
}

const PLACE = { file: 'deployment.yaml', line: 24 };
const runOf = (report: VerifyReport) => {
  const text = sarifReport({ ...report, place: PLACE, toolVersion: '1.2.3' });
  expect(text).not.toMatch(UNPRINTABLE);
  const run = (JSON.parse(text) as Sarif).runs[0];
  if (run === undefined) throw new Error('no run');
  return run;
};

test('SARIF has a result for what got through, may have, or is excused, each by its rule and at the line of the deployment', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const { tool, results } = runOf(report);
      const told = report.findings.filter(({ finding }) => ['violation', 'doubtful', 'exempt'].includes(finding));
      const traffic = results.filter(({ ruleId }) => ruleId !== 'traffic-unproven');
      expect(traffic.map(({ level }) => level)).toEqual(
        told.map(({ finding }) => ({ violation: 'error', doubtful: 'warning' })[finding as string] ?? 'note'),
      );
      for (const { ruleId, ruleIndex, locations } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        expect(locations.map(({ physicalLocation }) => physicalLocation)).toEqual([
          { artifactLocation: { uri: 'deployment.yaml' }, region: { startLine: 24 } },
        ]);
      }
      const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
      expect(new Set(prints).size).toBe(results.length);
    }),
    { numRuns: 50 },
  );
});

test('its driver has the version of the tool, and each rule says what to do and where that stands', () => {
  const [report] = fc.sample(hostileReports, { numRuns: 1, seed: 7 });
  const { driver } = runOf(report!).tool;
  expect(driver.semanticVersion).toBe('1.2.3');
  for (const { help, helpUri } of driver.rules) {
    expect(help.text).not.toBe('');
    expect(helpUri).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});

test('JUnit fails for each violation, and holds no text that XML could read as markup', () => {
  fc.assert(
    fc.property(hostileReports, (report) => {
      const text = junitReport(report);
      const [declaration, ...lines] = text.trimEnd().split('\n');
      expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>');
      const value = '"[^"<>]*"';
      const tag = new RegExp(`^(?:<\\w+(?: \\w+=${value})*/?>)+(?:</testcase>)?$|^</testsuites?>$`);
      for (const line of lines) expect(line).toMatch(tag);
      expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
      expect(text.match(/<failure /g)?.length ?? 0).toBe(
        report.findings.filter(({ finding }) => finding === 'violation').length,
      );
    }),
    { numRuns: 50 },
  );
});
