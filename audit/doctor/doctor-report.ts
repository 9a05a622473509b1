import { printable } from '../../contract/printable';
import type { Verdict } from '../judge/verdict';
import { csvText } from '../output/csv';
import { jsonText } from '../output/json';
import { codeSpan, markdownTable } from '../output/markdown';
import type { Layout } from '../output/layout';
import { withinLimit } from '../output/markdown-limit';
import { columns } from '../output/table';
import type { Check, CheckResult } from './check';

/** `fail` where something is wrong, else `unproven` where something could not be told, else `pass`. */
export function doctorVerdict(checks: readonly Check[]): Verdict {
  const has = (result: CheckResult): boolean => checks.some((check) => check.result === result);
  if (has('wrong')) return 'fail';
  return has('unreadable') || checks.length === 0 ? 'unproven' : 'pass';
}

/** A row for each check, and what to do about those that did not hold. */
export function checksTable(checks: readonly Check[], layout: Layout): string {
  const rows = checks.map(({ result, check, subject, what }) => [WORDS[result], check, subject, what]);
  return `${columns([{ head: '', kind: 'whole' }, 'CHECK', 'OF', 'WHAT'], rows, layout)}\n\n${advice(checks)}${summary(checks)}\n`;
}

/** The checks as JSON (`schemas/doctor.schema.json`). */
export function checksJson(checks: readonly Check[]): string {
  return jsonText({ verdict: doctorVerdict(checks), checks });
}

/** The checks as CSV, a row for each. */
export function checksCsv(checks: readonly Check[]): string {
  return csvText(checks, ['result', 'check', 'subject', 'what', 'why', 'mend']);
}

/** The checks as Markdown, with what to do about each. */
export function checksMarkdown(checks: readonly Check[]): string {
  const rows = checks.map(({ result, check, subject, what, mend }) => [
    result === 'wrong' ? '**wrong**' : result,
    check,
    codeSpan(subject),
    codeSpan(what),
    mend === null ? '' : codeSpan(mend),
  ]);
  const table = markdownTable(['result', 'check', 'of', 'what', 'to do'], rows);
  const text = `# Live configuration: ${doctorVerdict(checks).toUpperCase()}\n\n${table}\n\n${summary(checks)}\n`;
  return withinLimit(text);
}

const WORDS: Readonly<Record<CheckResult, string>> = {
  ok: 'ok',
  wrong: 'WRONG',
  unreadable: 'unreadable',
  'not-applicable': '-',
};

function advice(checks: readonly Check[]): string {
  return checks
    .filter(({ result, mend }) => result === 'wrong' || (result === 'unreadable' && mend !== null))
    .map(({ check, subject, why, mend }) => `${check} of ${subject}: ${why}.\n  to do: ${mend ?? ''}\n`)
    .map((text) => `${text.split('\n').map(printable).join('\n')}\n`)
    .join('');
}

function summary(checks: readonly Check[]): string {
  const count = (result: CheckResult): number => checks.filter((check) => check.result === result).length;
  const words = [
    `${count('ok')} ok`,
    `${count('wrong')} wrong`,
    `${count('unreadable')} unreadable`,
    `${count('not-applicable')} not applicable`,
  ];
  return `verdict: ${doctorVerdict(checks).toUpperCase()} (${words.join(', ')})`;
}
