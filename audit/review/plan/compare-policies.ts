import { describeStatement, holds, type CompiledStatement, type StatementRef } from '../../policy/compile';
import type { Context } from '../../policy/context';
import type { Request } from '../../policy/request';
import type { Requester } from '../../policy/requester';
import { mentionedKeys } from '../../policy/mentions';
import type { PrincipalMatch } from '../../policy/principal-match';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { contextsOf } from '../contexts/enumerate';
import { pathsOf } from '../contexts/paths';
import { ownerClasses } from '../contexts/principal-classes';
import { STRANGER_ACCOUNT } from '../contexts/stranger';
import { actionClasses, canAsk, requestersOf, resourcesFor, type Subject } from './questions';

/** What is compared: one policy by itself, or several that count together, within a permissions boundary if there is one. */
export interface Policies {
  readonly statements: readonly CompiledStatement[];
  readonly boundary?: readonly CompiledStatement[] | undefined;
}

/**
 * What policies say of a request, from strictest to kindest. What a boundary holds back, no policy of the identity gives; where
 * they are only silent, a policy of the resource may.
 */
type Answer = 'denies' | 'holds back' | 'is silent' | 'allows';
const RANK: Readonly<Record<Answer, number>> = { denies: 0, 'holds back': 1, 'is silent': 2, allows: 3 };

/** A request that the later policy is kinder to. */
export interface Loosening {
  readonly principal: string;
  /** AWS's spelling is not kept: lower-case. */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  readonly before: Answer;
  readonly after: Answer;
  /** What allows it now, or what denied it before. */
  readonly by: StatementRef | undefined;
}

export type Comparison =
  | { readonly compared: true; readonly loosenings: readonly Loosening[]; readonly decisions: number }
  | { readonly compared: false; readonly reason: string };

export const MOST_DECISIONS = 3_000_000;

/** Newly allowed, no longer denied, no longer held back. */
const MOST_KINDS = 3;

/**
 * Decides every class of principals, actions, resources and contexts that either policy can tell apart, by the one and by
 * the other, and finds what the later one newly allows and what it no longer denies. A policy is judged by itself:
 * what it no longer denies, another policy may allow.
 *
 * @param before the policy as it is, or `undefined` where there is none.
 * @returns one request for each way in which it became looser (newly allowed, no longer denied), or why it cannot be told.
 */
export function comparePolicies(
  before: Policies | undefined,
  after: Policies | undefined,
  subject: Subject,
): Comparison {
  const statements = [...allOf(before), ...allOf(after)];
  if (statements.some(({ resources }) => resources.reads.length > 0)) {
    return { compared: false, reason: 'policy variables in its resources are not compared' };
  }
  try {
    return compareForAccounts(before, after, subject, statements);
  } catch (error) {
    if (error instanceof NotEnumerable) return { compared: false, reason: error.message };
    throw error;
  }
}

const allOf = (policies: Policies | undefined): readonly CompiledStatement[] => [
  ...(policies?.statements ?? []),
  ...(policies?.boundary ?? []),
];

/** Resources that an endpoint or an identity reaches may be anybody's: of every account that the policies tell apart. */
function compareForAccounts(
  before: Policies | undefined,
  after: Policies | undefined,
  subject: Subject,
  statements: readonly CompiledStatement[],
): Comparison {
  let decisions = 0;
  for (const account of accountsOf(statements, subject)) {
    const comparison = compareAll(before, after, { ...subject, account }, statements);
    if (!comparison.compared || comparison.loosenings.length > 0) return comparison;
    decisions += comparison.decisions;
  }
  return { compared: true, loosenings: [], decisions };
}

function accountsOf(statements: readonly CompiledStatement[], { arn, account }: Subject): readonly string[] {
  if (arn !== undefined) return [account];
  const owners = ownerClasses(mentionedKeys(statements), [account]);
  return owners.length === 0 ? [account, STRANGER_ACCOUNT] : owners;
}

function compareAll(
  before: Policies | undefined,
  after: Policies | undefined,
  subject: Subject,
  statements: readonly CompiledStatement[],
): Comparison {
  const found = new Map<string, Loosening>();
  const contexts = new Map<string, readonly Context[]>();
  const actions = actionClasses(statements, subject);
  let decisions = 0;
  for (const requester of requestersOf(statements, subject)) {
    for (const action of actions.filter((one) => canAsk(requester.requester, one))) {
      for (const resource of resourcesFor(action, statements, subject)) {
        const request = { requester: requester.requester, action, resource, resourceAccount: subject.account };
        const [was, is] = [narrow(before, request, subject), narrow(after, request, subject)];
        // Equal statements, position aside, give equal answers.
        if (was !== undefined && is !== undefined && signature(was) === signature(is)) continue;
        const all = [...allOf(was), ...allOf(is)];
        const key = `${JSON.stringify(requester.requester)}\n${action.split(':')[0] ?? ''}\n${signature({ statements: all })}`;
        const inContexts = contexts.get(key) ?? contextsFor(request, all);
        contexts.set(key, inContexts);
        decisions += inContexts.length;
        if (decisions > MOST_DECISIONS) return { compared: false, reason: 'it takes too many decisions to compare' };
        for (const context of inContexts) {
          const answers = [answerOf(was, request, context, subject), answerOf(is, request, context, subject)] as const;
          const [old, now] = answers;
          if (RANK[now.answer] <= RANK[old.answer]) continue;
          const by = now.answer === 'allows' ? now.by : old.by;
          const kind = now.answer === 'allows' ? 'allows' : `no longer ${old.answer}`;
          if (!found.has(kind)) {
            const { text: principal } = requester;
            const shown = withProvider(context, requester.requester);
            found.set(kind, { principal, action, resource, context: shown, before: old.answer, after: now.answer, by });
          }
        }
        if (found.size === MOST_KINDS) return { compared: true, loosenings: [...found.values()], decisions };
      }
    }
  }
  return { compared: true, loosenings: [...found.values()], decisions };
}

/** Through which provider a session was made tells a key that no policy has to read. */
function withProvider(context: Context, requester: Requester): Context {
  if (requester.type !== 'role' || typeof requester.provider !== 'string') return context;
  return new Map([...context, ['aws:federatedprovider', [requester.provider]]]);
}

/** The statements that can apply to a request; `undefined` without a policy. */
function narrow(policies: Policies | undefined, request: Request, subject: Subject): Policies | undefined {
  const applying = (statements: readonly CompiledStatement[]): readonly CompiledStatement[] =>
    statements.filter((statement) => canApply(statement, request, subject));
  return (
    policies && {
      statements: applying(policies.statements),
      boundary: policies.boundary && applying(policies.boundary),
    }
  );
}

function canApply(
  { matchPrincipal, coversAction, resources }: CompiledStatement,
  { requester, action, resource }: Request,
  { ofGateway = false }: Subject,
): boolean {
  return (
    coversAction(action) &&
    resources.covers(resource, NO_CONTEXT) === true &&
    surely(matchPrincipal(requester, { hasBoundary: false, ofGateway }))
  );
}

/** @throws NotEnumerable where AWS does not say whether a principal is meant. */
function surely({ least, most, doubt }: PrincipalMatch): boolean {
  if ((least === 'none') !== (most === 'none')) throw new NotEnumerable(doubt ?? 'a principal is in doubt');
  return most !== 'none';
}

const NO_CONTEXT: Context = new Map();

function signature({ statements, boundary }: Policies): string {
  const texts = (list: readonly CompiledStatement[]): string =>
    [...new Set(list.map(({ effect, source }) => JSON.stringify([effect, source.conditions])))].sort().join('\n');
  return boundary === undefined ? texts(statements) : `${texts(statements)}\nwithin\n${texts(boundary)}`;
}

interface Told {
  readonly answer: Answer;
  /** What allows it, or what denies it. */
  readonly by: StatementRef | undefined;
}

function answerOf(
  policies: Policies | undefined,
  request: Request,
  context: Context,
  { withoutPolicy }: Subject,
): Told {
  if (policies === undefined) return { answer: withoutPolicy, by: undefined };
  const { statements, boundary } = policies;
  const [own, within] = [saidBy(statements, request, context), boundary && saidBy(boundary, request, context)];
  if (own.answer === 'denies' || within === undefined || within.answer === 'allows') return own;
  return within.answer === 'denies' ? within : { answer: 'holds back', by: undefined };
}

function saidBy(statements: readonly CompiledStatement[], { resource }: Request, context: Context): Told {
  const holding = statements.filter((statement) => {
    const truth = holds(statement, resource, context);
    if (truth === undefined)
      throw new NotEnumerable(`AWS does not say when ${describeStatement(statement.ref)} applies`);
    return truth;
  });
  const deny = holding.find(({ effect }) => effect === 'Deny');
  if (deny !== undefined) return { answer: 'denies', by: deny.ref };
  const [allow] = holding;
  return allow === undefined ? { answer: 'is silent', by: undefined } : { answer: 'allows', by: allow.ref };
}

/** @throws NotEnumerable when there are too many, or when a key has no finite classes. */
function contextsFor(request: Request, statements: readonly CompiledStatement[]): readonly Context[] {
  const mentions = mentionedKeys(statements);
  const vpcIds = [...(mentions.get('aws:sourcevpc')?.constants ?? [])].filter((text) => !text.includes('$'));
  const surroundings = { onInstance: 'sometimes', vpcIds, endpointIds: [] } as const;
  const [service = ''] = request.action.split(':');
  return pathsOf(request.requester, { service, endpoints: [] }).flatMap((path) =>
    contextsOf({ request, path, mentions, goals: new Map(), surroundings }),
  );
}
