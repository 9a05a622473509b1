import { readFile } from 'node:fs/promises';
import { InputError } from '../../errors/input-error';
import { runEvaluate, type CaseOutcome } from '../../policy/cases';
import { jsonText } from '../../output/json';
import { columns } from '../../output/table';
import { reasonOf } from '../../errors/reason';
import { writeResult } from '../parts/files';

/** What `evaluate` is told beside the file. */
export interface EvaluateOptions {
  readonly format: string;
  readonly output?: string;
}

/**
 * `s3-audit evaluate`: decides every policy case of a file.
 *
 * @returns 0 when every case agrees with its expectation, 1 when one does not.
 * @throws InputError when the file can not be read or is malformed.
 */
export async function evaluateFile(file: string, { format, output }: EvaluateOptions): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError([`${file}: ${reasonOf(error)}`]);
  });
  const run = runEvaluate(text.replace(/^\uFEFF/, ''), file);
  if (run.exitCode === 2) throw new InputError(run.problems);
  await writeResult(format === 'json' ? jsonText({ cases: run.cases }) : caseTable(run.cases), output);
  return run.exitCode;
}

function caseTable(cases: readonly CaseOutcome[]): string {
  const rows = cases.map(({ name, expect, result, agrees, reason }) => [
    agrees ? 'ok' : 'MISSED',
    name,
    expect ?? '-',
    result,
    reason,
  ]);
  const agreeing = cases.filter(({ agrees }) => agrees).length;
  const summary = `${agreeing} of ${cases.length} as expected`;
  return `${columns(['', 'CASE', 'EXPECT', 'RESULT', 'REASON'], rows)}\n\n${summary}\n`;
}
