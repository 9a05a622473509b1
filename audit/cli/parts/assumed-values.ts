import { InputError } from '../../errors/input-error';
import { readContext } from '../../policy/request-context';
import type { Assumptions } from '../../rehearse/recorded';

type Values = Pick<Assumptions, 'values' | 'ofCallers'>;

const FORM =
  'must be KEY=VALUE, or ACCOUNT:KEY=VALUE of the callers of one account, where KEY is a condition key of AWS';

/**
 * Reads `--assume`: several values of one key are given one by one.
 *
 * @throws InputError with all that are none.
 */
export function assumedValues(texts: readonly string[]): Values {
  const problems: string[] = [];
  const said = new Map<string, Map<string, readonly string[]>>();
  for (const text of texts) {
    const [, account = '', key = '', value] = /^(?:(\d{12}):)?([^=]+)=(.*)$/s.exec(text) ?? [];
    if (value === undefined) {
      problems.push(`--assume ${text}: ${FORM}`);
      continue;
    }
    const read = readContext({ [key]: value });
    if (!read.ok) {
      problems.push(...read.problems.map((one) => `--assume ${text}: ${one.replace('request.context: ', '')}`));
      continue;
    }
    const values = said.get(account) ?? new Map<string, readonly string[]>();
    said.set(account, values);
    for (const [name, added] of read.value) values.set(name, [...(values.get(name) ?? []), ...added]);
  }
  if (problems.length > 0) throw new InputError(problems);
  const values = said.get('') ?? new Map<string, readonly string[]>();
  const accounts = [...said].filter(([account]) => account !== '');
  return {
    values,
    ...(accounts.length > 0 && {
      ofCallers: new Map(accounts.map(([one, own]) => [one, new Map([...values, ...own])])),
    }),
  };
}
