import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printable } from '../../../contract/printable';
import { jsonText } from '../../output/json';
import type { LocatedFinding, ReportedFinding, ReviewReport } from '../review-report';
import { requestSentence } from './wording';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const NOT_REVIEWED = 'not-reviewed';

/**
 * The review as SARIF 2.1.0 (OASIS), for code scanning. What was not reviewed is a result too: a viewer shows results only.
 * Fingerprints depend on rule, resource and statement, so that a finding stays the same when its wording changes.
 */
export function reviewSarif(report: ReviewReport): string {
  const results = [...report.findings, ...report.notReviewed.map(gapAsFinding)];
  const ruleIds = [...new Set(results.map(({ rule }) => rule))].sort();
  const ordinals = new Map<string, number>();
  const run = {
    tool: {
      driver: {
        name: 's3-audit',
        rules: ruleIds.map((id) => ruleOf(id, results)),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true }],
    properties: {
      verdict: report.verdict,
      decisions: report.decisions,
      contexts: report.contexts,
      equation: report.equation,
    },
    results: results.map((finding) => {
      const identity = identityOf(finding);
      const ordinal = ordinals.get(identity) ?? 0;
      ordinals.set(identity, ordinal + 1);
      return resultOf(finding, ruleIds.indexOf(finding.rule), fingerprint(identity, ordinal));
    }),
  };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
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

function ruleOf(id: string, results: readonly ReportedFinding[]): unknown {
  const first = results.find(({ rule }) => rule === id);
  const words = id.replaceAll('-', ' ');
  return {
    id,
    name: words.replace(/(^| )(\w)/g, (_match, _space, letter: string) => letter.toUpperCase()),
    shortDescription: { text: words },
    fullDescription: { text: messageText(first?.why ?? words) },
    defaultConfiguration: { level: first?.severity ?? 'warning' },
  };
}

function resultOf(finding: ReportedFinding, ruleIndex: number, print: string): unknown {
  const { rule, severity, what, why, resource, sid, counterexample, file, waiver } = finding;
  const example = counterexample === null ? '' : ` For example: ${requestSentence(counterexample)}.`;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: messageText(`${what}. ${why}.${example}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } },
        logicalLocations: [
          {
            name: printable(sid ?? resource),
            fullyQualifiedName: printable(sid === null ? resource : `${resource}.${sid}`),
            kind: 'resource',
          },
        ],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: print, 's3AuditFinding/v1': print },
    ...(waiver === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: printable(`${waiver.reason} (until ${waiver.expires})`),
            },
          ],
        }),
  };
}

function identityOf({ rule, resource, sid }: LocatedFinding): string {
  return JSON.stringify([rule, resource, sid]);
}

/** Several findings of one rule on one statement are told apart by their order. */
function fingerprint(identity: string, ordinal: number): string {
  return `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}:${ordinal + 1}`;
}

/** SARIF 2.1.0, 3.11.5 and 3.11.6: braces are placeholders unless doubled, `[text](target)` is a link unless escaped. */
function messageText(text: string): string {
  return printable(text)
    .replace(/[{}]/g, '$&$&')
    .replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** Relative to the directory of the run, as code scanning wants it. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
