import type { Finding } from '../../../../audit/judge/report';
import { extentChart } from '../../../../audit/report/html/extent-chart';

const START = Date.parse('2026-01-05T12:00:00Z') / 1000;
const HOUR = 3600;

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    bucket: 'orders',
    remoteIp: '10.20.3.4',
    network: 'expected-vpc',
    aws: null,
    requests: 10,
    allowed: 10,
    denied: 0,
    failed: 0,
    unknown: 0,
    bytesSent: 0,
    requesters: ['-'],
    operations: ['REST.GET.OBJECT'],
    vpcEndpoints: [],
    firstSeen: START,
    lastSeen: START + 48 * HOUR,
    requester: null,
    finding: 'pass',
    evidence: 'consistent',
    exemption: null,
    violations: null,
    doubtful: null,
    ...changes,
  };
}

const chartOf = (...findings: readonly Finding[]): string => extentChart(findings)?.html ?? '';
const barsOf = (chart: string): readonly (string | undefined)[] =>
  [...chart.matchAll(/<rect class="(\w+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map((bar) =>
    bar.slice(1).join(' '),
  );

test('there is no chart of nothing, nor of a single moment', () => {
  expect(extentChart([])).toBeUndefined();
  expect(extentChart([finding({ lastSeen: START })])).toBeUndefined();
});

test('a bar reaches from the first to the last request', () => {
  const half = finding({ network: 'public', finding: 'blocked', firstSeen: START + 24 * HOUR });
  expect(barsOf(chartOf(finding(), half))).toEqual(['pass 130 830', 'blocked 545 415']);
});

test('only the violations of a finding are drawn as such, and over everything else', () => {
  const violations = { requests: 1, firstSeen: START + 24 * HOUR, lastSeen: START + 24 * HOUR };
  const mixed = finding({ network: 'public', finding: 'violation', violations });
  expect(barsOf(chartOf(mixed, finding()))).toEqual(['pass 130 830', 'blocked 130 830', 'violation 545 3']);
});

test('a moment at the very end stays inside the chart', () => {
  const last = finding({ network: 'public', firstSeen: START + 48 * HOUR });
  expect(barsOf(chartOf(finding(), last))).toEqual(['pass 130 830', 'pass 957 3']);
});

test('each midnight is a line, until they are too many', () => {
  const linesOf = (chart: string): number => chart.split('<line').length - 1;
  expect(linesOf(chartOf(finding()))).toBe(2);
  expect(linesOf(chartOf(finding({ lastSeen: START + 90 * 24 * HOUR })))).toBe(0);
});
