import type { SarifLevel, SarifResult, SarifRule } from '../../output/sarif';
import { sarifText } from '../../output/sarif';
import { placeOf } from '../../output/setting-lines';
import type { LocatedFinding, ReportedFinding, ReviewReport } from '../review-report';
import { requestSentence } from './wording';

const NOT_REVIEWED = 'not-reviewed';
/** What the rules rest on: AWS's page for goals and flows, Terraform's for order and plan. */
const HELP_URIS: readonly (readonly [RegExp, string])[] = [
  [/^order|^plan|drift|destroy|replace/, 'https://developer.hashicorp.com/terraform/internals/json-format'],
  [/./, 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html'],
];

/**
 * The review as SARIF 2.1.0 (OASIS), for code scanning. What was not reviewed is a result too: a viewer shows results only.
 * Findings are placed in deployment.yaml, where they are mended; the synthesized stack is no file of the repository.
 * Fingerprints depend on rule, resource and statement, so that a finding stays the same when its wording changes.
 */
export function reviewSarif(report: ReviewReport): string {
  const findings = [...report.findings, ...report.notReviewed.map(gapAsFinding)];
  const { verdict, decisions, contexts, equation, toolVersion = '0.0.0' } = report;
  return sarifText({
    version: toolVersion,
    rules: [...new Set(findings.map(({ rule }) => rule))].map((id) => ruleOf(id, findings)),
    results: findings.map((finding) => resultOf(finding, report)),
    properties: { verdict, decisions, contexts, equation },
  });
}

function gapAsFinding({ resource, reason, file }: ReviewReport['notReviewed'][number]): ReportedFinding {
  return {
    rule: NOT_REVIEWED,
    severity: 'warning',
    what: `${resource} was not reviewed: ${reason}`,
    why: 'what cannot be read cannot be proven: the verdict stays unproven',
    resource,
    sid: null,
    counterexample: null,
    file,
    waiver: null,
  };
}

function ruleOf(id: string, findings: readonly ReportedFinding[]): SarifRule {
  const first = findings.find(({ rule }) => rule === id);
  const level: SarifLevel = first?.severity ?? 'warning';
  const helpUri = HELP_URIS.find(([pattern]) => pattern.test(id))?.[1] ?? '';
  return { id, why: first?.why ?? id, help: `How to mend it: docs/rules.md, \`${id}\``, helpUri, level };
}

function resultOf(finding: ReportedFinding, { code }: ReviewReport): SarifResult {
  const { rule, severity, what, why, resource, sid, counterexample, file, waiver } = finding;
  const example = counterexample === null ? '' : ` For example: ${requestSentence(counterexample)}.`;
  return {
    rule,
    level: severity,
    message: `${what}. ${why}.${example}`,
    place: code === undefined ? { file: relativeTo(file), line: 1 } : placeOf(resource, code),
    about: [sid ?? resource, sid === null ? resource : `${resource}.${sid}`],
    identity: identityOf(finding),
    accepted: waiver === null ? undefined : `${waiver.reason} (until ${waiver.expires})`,
  };
}

/** Where no deployment.yaml is known, the stack's own file; never an address of this machine. */
function relativeTo(file: string): string {
  return file.replace(/^(?:[A-Za-z]:)?[\\/]+/, '');
}

function identityOf({ rule, resource, sid }: LocatedFinding): string {
  return JSON.stringify([rule, resource, sid]);
}
