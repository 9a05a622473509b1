import type { CompiledPolicy, CompiledStatement } from './compile';
import type { Context } from './context';
import { traitsOf } from './limits';
import type { Request } from './request';
import { accountOf } from './requester';
import { policiesOf, type PolicySet } from './situation';

/** What is asked, but for the action. */
export type Subject = Omit<Request, 'action'>;

const EMPTY: Context = new Map();

/** For a list of actions, which of them something is true of; `undefined` where it is of all or of none. */
type Marks = readonly boolean[] | undefined;

/**
 * Divides actions into groups that the same statements cover, so that policies decide all of a group alike in every context.
 * What it finds out of a statement or of a set of policies it remembers.
 */
export class AlikeActions {
  readonly #groups = new Map<string, readonly (readonly string[])[]>();
  readonly #traits = new Map<string, readonly number[]>();
  readonly #marks = new Map<readonly string[], Map<CompiledStatement, Marks>>();
  readonly #ids = new Map<object, number>();

  /** @param actions always the same list for the same actions. */
  of(policies: PolicySet, subject: Subject, actions: readonly string[]): readonly (readonly string[])[] {
    const { requester, resource, resourceAccount } = subject;
    const all = policiesOf(policies);
    const kind = `${this.#idOf(actions)} ${requester.type} ${accountOf(requester) === resourceAccount}`;
    const key = `${all.map((one) => this.#idOf(one)).join()} ${kind} ${resource}`;
    const known = this.#groups.get(key) ?? this.#divide(all, subject, actions, kind);
    this.#groups.set(key, known);
    return known;
  }

  #divide(policies: readonly CompiledPolicy[], subject: Subject, actions: readonly string[], kind: string) {
    let numbers = this.#traits.get(kind) ?? numbered(actions.map((action) => traitsOf({ ...subject, action })));
    this.#traits.set(kind, numbers);
    for (const { statements } of policies) {
      for (const statement of statements) {
        const marks = this.#marksOf(statement, actions);
        if (marks === undefined || !canCover(statement, subject.resource)) continue;
        numbers = numbered(numbers.map((number, index) => (marks[index] === true ? 2 * number + 1 : 2 * number)));
      }
    }
    const groups: string[][] = [];
    for (const [index, action] of actions.entries()) (groups[numbers[index] ?? 0] ??= []).push(action);
    return groups;
  }

  #marksOf(statement: CompiledStatement, actions: readonly string[]): Marks {
    const known = this.#marks.get(actions) ?? new Map<CompiledStatement, Marks>();
    this.#marks.set(actions, known);
    if (known.has(statement)) return known.get(statement);
    const marks = actions.map((action) => statement.coversAction(action));
    const told = marks.includes(true) && marks.includes(false) ? marks : undefined;
    known.set(statement, told);
    return told;
  }

  #idOf(one: object): number {
    const id = this.#ids.get(one) ?? this.#ids.size;
    this.#ids.set(one, id);
    return id;
  }
}

function canCover({ resources }: CompiledStatement, resource: string): boolean {
  return resources.reads.length > 0 || resources.covers(resource, EMPTY) !== false;
}

/** Numbers from zero, the same for the same. */
function numbered(all: readonly (string | number)[]): readonly number[] {
  const numbers = new Map<string | number, number>();
  return all.map((one) => {
    const number = numbers.get(one) ?? numbers.size;
    numbers.set(one, number);
    return number;
  });
}
