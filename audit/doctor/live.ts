import { codesOf, failureOf } from '../aws/aws-failure';
import type { Check, CheckName } from './check';
import { unreadable } from './check';

/** An answer of AWS, or why there is none. `undefined` where AWS says that there is no such setting. */
export type Live<T> =
  { readonly readable: true; readonly value: T } | { readonly readable: false; readonly reason: string };

/** A question to AWS, for messages. */
export interface Question {
  /** IAM action that it needs. */
  readonly action: string;
  readonly resource: string;
  readonly who: string;
  /** Error codes by which AWS says that nothing is set. */
  readonly absent?: readonly string[];
}

/** Asks AWS; what it refuses or cannot answer is a result of its own. */
export async function ask<T>(question: Question, call: () => Promise<T>): Promise<Live<T | undefined>> {
  try {
    return { readable: true, value: await call() };
  } catch (error) {
    const { absent = [] } = question;
    if (codesOf(error).some((code) => absent.includes(code))) return { readable: true, value: undefined };
    return { readable: false, reason: failureOf(error, question).sentence };
  }
}

/** Judges an answer, or says that there is none. */
export function judged<T>(
  check: CheckName,
  subject: string,
  live: Live<T>,
  judge: (value: T) => Check | readonly Check[],
): readonly Check[] {
  return live.readable ? [judge(live.value)].flat() : [unreadable(check, subject, live.reason)];
}
