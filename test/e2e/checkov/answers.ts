import { readFileSync } from 'node:fs';
import { firstCells, tableRows } from '../../docs/tables';

/** What docs/scanners.md answers to a rule that fails. */
export interface Answer {
  readonly rule: string;
  /** Addresses of the resources that it fails for, once a plan tells which settings belong to which bucket. */
  readonly resources: readonly string[];
}

/** The answers of docs/scanners.md, in their order. */
export function readAnswers(): readonly Answer[] {
  return tableRows(readFileSync('docs/scanners.md', 'utf8')).map(([rule = '', , resources = '']) => ({
    rule: firstCells(`| ${rule} |`)[0] ?? rule,
    resources: [...resources.matchAll(/`([^`]+)`/g)].map(([, address = '']) => address),
  }));
}

/** A configuration of checkov's (`--config-file`) that passes over what is answered. */
export function skipList(answers: readonly Answer[]): string {
  return [
    '# Made of docs/scanners.md, where each rule is answered: npx tsx test/e2e/checkov/write-skip-list.ts',
    'framework: [terraform_plan]',
    'skip-check:',
    ...answers.map(({ rule }) => `  - ${rule}`),
    '',
  ].join('\n');
}
