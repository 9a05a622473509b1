import { printable } from '../../contract/printable';
import { escapeHtml } from './html';

/** One question and its answer. */
export interface JUnitCase {
  /** What it is about. */
  readonly group: string;
  readonly name: string;
  /** What is wrong, or `undefined` where all is well. */
  readonly failure?: string | undefined;
  /** Why there is no answer. */
  readonly error?: string | undefined;
  /** Why it does not count. */
  readonly skipped?: string | undefined;
}

/** Cases as JUnit XML, as CI systems show it: failures are what is wrong, errors what could not be told. */
export function junitText(suite: string, cases: readonly JUnitCase[]): string {
  const count = (kind: 'failure' | 'error' | 'skipped'): number =>
    cases.filter((one) => one[kind] !== undefined).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="${xml(suite)}" ${counts}>`,
    ...cases.map(caseXml),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseXml({ group, name, failure, error, skipped }: JUnitCase): string {
  const begin = `<testcase classname="${xml(group)}" name="${xml(name)}"`;
  const answers = Object.entries({ failure, error, skipped }).flatMap(([kind, message]) =>
    message === undefined ? [] : [`<${kind} message="${xml(message)}"/>`],
  );
  return answers.length === 0 ? `${begin}/>` : `${begin}>${answers.join('')}</testcase>`;
}

/** XML 1.0 has no way to write control characters at all; `printable` shows them as escapes. */
function xml(text: string): string {
  return escapeHtml(printable(text));
}
