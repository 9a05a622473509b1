import { grouped } from '../output/numbers';
import { junitText, type JUnitCase } from '../output/junit';
import type { Layout } from '../output/layout';
import { PLACE_OF_ANY, sarifText, type CodePlace, type SarifResult, type SarifRule } from '../output/sarif';
import type { Change } from './rehearsal';
import { rowsToTell, type RehearsalReport } from './report';
import type { Row } from './rows';

const TOP = 5000;
const HELP_URI = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html';

type Told = Exclude<Change, 'unchanged'>;

const RULES: Readonly<Record<Told, Omit<SarifRule, 'id' | 'helpUri'>>> = {
  'would-be-denied': {
    why: 'requests that got through would be denied by the planned policies',
    help: 'Add what the message says, or change the statement that decides: docs/rehearse.md',
    level: 'error',
  },
  'would-be-allowed': {
    why: 'requests that were refused would be allowed by the planned policies',
    help: 'Narrow the statement that allows them: docs/rehearse.md',
    level: 'error',
  },
  undecided: {
    why: 'no log tells what the planned policies ask about these requests',
    help: 'Say it with --assume KEY=VALUE, where you know: docs/rehearse.md',
    level: 'warning',
  },
};

/** The rehearsal as SARIF: who would lose or gain access, where the deployment says what is planned. */
export function rehearsalSarif(report: RehearsalReport, { top = TOP }: Partial<Layout> = {}): string {
  const rows = rowsToTell(report);
  const results = rows.slice(0, top).map((row) => resultOf(row, report.place ?? PLACE_OF_ANY));
  return sarifText({
    version: report.toolVersion ?? '0.0.0',
    rules: (Object.keys(RULES) as readonly Told[]).map((id) => ({ id, helpUri: HELP_URI, ...RULES[id] })),
    results,
    properties: { exitCode: report.exitCode, reasons: report.reasons, leftOut: rows.length - results.length },
  });
}

function resultOf(row: Row, place: CodePlace): SarifResult {
  const { change, caller, operation, bucket } = row;
  return {
    rule: change,
    level: change === 'undecided' ? 'warning' : 'error',
    message: messageOf(row),
    place,
    about: [bucket, `${bucket}.${operation}`],
    identity: JSON.stringify([change, caller, bucket, operation]),
  };
}

function messageOf({ requests, caller, operation, bucket, remoteIp, why, keep }: Row): string {
  const advice = keep === '' ? '' : ` To keep it, in deployment.yaml: ${keep}`;
  return `${grouped(requests)} requests ${operation} to ${bucket} by ${caller} from ${remoteIp}: ${why}.${advice}`;
}

/** The rehearsal as JUnit XML: a case for each change of access. */
export function rehearsalJUnit(report: RehearsalReport, { top = TOP }: Partial<Layout> = {}): string {
  const rows = rowsToTell(report);
  const left = rows.length - top;
  return junitText('s3-audit rehearse', [
    ...rows.slice(0, top).map(caseOf),
    ...(left > 0 ? [{ group: 'further', name: `${left} further changes`, failure: 'see --format json' }] : []),
    ...report.reasons.map((name) => ({
      group: 'verdict',
      name,
      ...(report.exitCode === 3 && { error: name }),
      ...(report.exitCode === 1 && { failure: name }),
    })),
  ]);
}

function caseOf(row: Row): JUnitCase {
  const { change, bucket, caller, operation } = row;
  const text = messageOf(row);
  const name = `${caller} ${operation}`;
  return { group: `${change}.${bucket}`, name, ...(change === 'undecided' ? { error: text } : { failure: text }) };
}
