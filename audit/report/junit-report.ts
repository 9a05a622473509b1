import { callerText } from '../judge/caller-text';
import type { Finding } from '../judge/report';
import { junitText, type JUnitCase } from '../output/junit';
import type { Layout } from '../output/layout';
import { type AuditReport, isJudged } from './rendering';
import { explanationOf, leadingSentences } from './wording';

const TOP = 1000;

/** `verify` as JUnit XML: a case for each finding that is no plain pass, and one for whether the logs prove it. */
export function junitReport(report: AuditReport, { top = TOP }: Partial<Layout> = {}): string {
  if (!isJudged(report)) return junitText('s3-audit remote-ips', []);
  const { verdict, reasons, findings } = report;
  const shown = findings.filter(({ finding }) => finding !== 'pass');
  const violations = findings.filter(({ finding }) => finding === 'violation').length;
  const doubts = verdict === 'pass' ? [] : leadingSentences(reasons.slice(violations), top);
  const cases = shown.slice(0, top).map(caseOf);
  const left = shown.length - cases.length;
  return junitText('s3-audit verify', [
    ...cases,
    ...(left > 0
      ? [
          {
            group: 'further',
            name: `${left} further findings (--all)`,
            ...(violations > top && { failure: 'some of them are violations' }),
          },
        ]
      : []),
    { group: 'verdict', name: 'the logs prove it', error: doubts.length > 0 ? doubts.join('; ') : undefined },
  ]);
}

function caseOf(finding: Finding): JUnitCase {
  const { bucket, remoteIp, network, requester } = finding;
  const text = explanationOf(finding);
  return {
    group: bucket,
    name: `${remoteIp ?? 'no address'} (${network}) by ${callerText(requester)}`,
    ...(finding.finding === 'violation' && { failure: text }),
    ...(finding.finding === 'doubtful' && { error: text }),
    ...(finding.finding === 'exempt' && { skipped: text }),
  };
}
