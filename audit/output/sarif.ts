import { createHash } from 'node:crypto';
import { DEPLOYMENT_FILE } from '../../contract/deployment/file-name';
import { printable } from '../../contract/printable';
import { jsonText } from './json';

export type SarifLevel = 'error' | 'warning' | 'note';

/** A kind of finding. */
export interface SarifRule {
  readonly id: string;
  readonly why: string;
  /** What to do about it, or where that stands. */
  readonly help: string;
  /** A page of whoever made the rule that this one rests on. */
  readonly helpUri: string;
  readonly level: SarifLevel;
}

/** Where code scanning shows a finding: a file of the repository, relative to its root, and a line. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
}

/** Where a finding is shown that names no place: in the file that says what was expected. */
export const PLACE_OF_ANY: CodePlace = { file: DEPLOYMENT_FILE, line: 1 };

/** A finding, as code scanning shows it. */
export interface SarifResult {
  readonly rule: string;
  readonly level: SarifLevel;
  readonly message: string;
  readonly place: CodePlace;
  /** What it is about, and its full name. */
  readonly about: readonly [name: string, fullName: string];
  /** The finding stays the same as long as this does, whatever its wording. */
  readonly identity: string;
  /** Why it does not count. */
  readonly accepted?: string | undefined;
}

/** Rules and what was found by them; `version` is that of the tool. */
export interface SarifLog {
  readonly version: string;
  readonly rules: readonly SarifRule[];
  readonly results: readonly SarifResult[];
  readonly properties: Readonly<Record<string, unknown>>;
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** A log in SARIF 2.1.0 (OASIS), as code scanning reads it. */
export function sarifText({ version, rules, results, properties }: SarifLog): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = sorted.map(({ id }) => id);
  const ordinals = new Map<string, number>();
  const run = {
    tool: { driver: { name: 's3-audit', semanticVersion: version, rules: sorted.map(ruleJson) } },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true }],
    properties,
    results: results.map((result) => {
      const ordinal = ordinals.get(result.identity) ?? 0;
      ordinals.set(result.identity, ordinal + 1);
      return resultJson(result, ids.indexOf(result.rule), fingerprint(result.identity, ordinal));
    }),
  };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

function ruleJson({ id, why, help, helpUri, level }: SarifRule): unknown {
  const words = id.replaceAll('-', ' ');
  return {
    id,
    name: words.replace(/(^| )(\w)/g, (_match, _space, letter: string) => letter.toUpperCase()),
    shortDescription: { text: words },
    fullDescription: { text: messageText(why) },
    help: { text: messageText(help) },
    helpUri,
    defaultConfiguration: { level },
  };
}

function resultJson(result: SarifResult, ruleIndex: number, print: string): unknown {
  const { rule, level, message, place, about, accepted } = result;
  const [name, fullyQualifiedName] = about.map(printable);
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: messageText(message) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, region: { startLine: place.line } },
        logicalLocations: [{ name, fullyQualifiedName, kind: 'resource' }],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: print, 's3AuditFinding/v1': print },
    ...(accepted !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: printable(accepted) }],
    }),
  };
}

/** Several findings of one identity are told apart by their order. */
function fingerprint(identity: string, ordinal: number): string {
  return `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}:${ordinal + 1}`;
}

/** SARIF 2.1.0, 3.11.5 and 3.11.6: braces are placeholders unless doubled, `[text](target)` is a link unless escaped. */
function messageText(text: string): string {
  return printable(text)
    .replace(/[{}]/g, '$&$&')
    .replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

function uriOf(file: string): string {
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
