import { iamArn } from '../../../contract/deployment/names';
import { readPrincipalArn } from '../../../contract/principal-arn';
import type { CompiledStatement } from '../../policy/compile';
import { mentionedKeys, type KeyMention } from '../../policy/mentions';
import { OWNER_KEYS } from '../../policy/request-context';
import { readRequester } from '../../policy/requester';
import { atomsOf, NotEnumerable } from './atoms/atoms';
import { ANY_CHARACTER, charactersLike } from './atoms/characters';
import { likePattern, literalPattern, runOf, within, type ComparedText, type Pattern } from './atoms/pattern';
import { comparedGroups, comparedTexts } from './compared-keys';
import { ACCOUNT_ID, DIGIT, NAME } from './shapes';
import { STRANGER_ACCOUNT } from './stranger';

/** What tells principals apart. */
export interface Sight {
  readonly partition: string;
  /** What conditions say, by key. */
  readonly mentions: ReadonlyMap<string, KeyMention>;
  /** ARNs, service names and identity providers that Principal elements or goals name; of goals, patterns of ARNs too. */
  readonly named: readonly string[];
  /** Accounts that Principal elements name, or that own what is asked for. */
  readonly accounts: readonly string[];
}

/**
 * What tells principals apart to some statements.
 *
 * @param others whom else it matters to know by name, and accounts that play a part beside those that statements name.
 */
export function sightOf(
  statements: readonly CompiledStatement[],
  { partition, named, accounts }: Pick<Sight, 'partition' | 'named' | 'accounts'>,
): Sight {
  const entries = statements.flatMap(({ source }) => source.principals?.entries ?? []);
  const arns = entries.flatMap((entry) => {
    if ('arn' in entry) return [entry.arn];
    if (entry.type === 'federated') return [entry.provider];
    return entry.type === 'service' ? [entry.service] : [];
  });
  const ids = entries.flatMap((entry) => (entry.type === 'account' ? [entry.accountId] : []));
  return {
    partition,
    mentions: mentionedKeys(statements),
    named: [...new Set([...named, ...arns])],
    accounts: [...new Set([...accounts, ...ids])],
  };
}

const ANYTHING = runOf(ANY_CHARACTER);
const SLASH = literalPattern('/');
const PATH = charactersLike('path', /^[\w+=,.@/-]$/);
const NAMED = runOf(NAME, 1);
const BELOW_PATH: Pattern = [...runOf(PATH, 1), ...SLASH, ...NAMED];

/** What may stand behind the account in the ARN of a principal. Source: IAM User Guide, "IAM identifiers". */
interface Kind {
  readonly service: 'iam' | 'sts';
  readonly names: readonly Pattern[];
  readonly another: string;
  readonly hasUserName: boolean;
}

const underKind = (kind: string, ...names: readonly Pattern[]): readonly Pattern[] =>
  names.map((name) => [...literalPattern(`${kind}/`), ...name]);

const KINDS: readonly Kind[] = [
  { service: 'iam', names: [literalPattern('root')], another: 'root', hasUserName: false },
  { service: 'iam', names: underKind('role', NAMED, BELOW_PATH), another: 'role/another-role', hasUserName: false },
  { service: 'iam', names: underKind('user', NAMED, BELOW_PATH), another: 'user/another-user', hasUserName: true },
  {
    service: 'sts',
    names: underKind('federated-user', runOf(NAME, 2)),
    another: 'federated-user/another-user',
    hasUserName: false,
  },
];

/** `readPrincipalArn` takes no empty part of a path. */
const NEVER: readonly Pattern[] = [[...ANYTHING, ...literalPattern('//'), ...ANYTHING]];

/**
 * One IAM principal of each class that policies and goals can tell apart: root users, roles, users and federated users.
 * All that a policy sees of one follows from its ARN, so the patterns on every key that describes it are patterns of ARNs.
 * Source: IAM User Guide, "AWS global condition context keys" (Properties of the principal), "Principal key values".
 *
 * @returns ARNs.
 * @throws NotEnumerable when the classes cannot be told.
 */
export function principalClasses(sight: Sight): readonly string[] {
  return KINDS.flatMap((kind) => {
    const shape = kind.names.map((names) => [
      ...beforeAccount(kind, sight),
      ...ACCOUNT_ID,
      ...literalPattern(':'),
      ...names,
    ]);
    const candidates = [...sight.accounts, STRANGER_ACCOUNT].map((account) =>
      iamArn(sight.partition, account, kind.another).replace(':iam:', `:${kind.service}:`),
    );
    return atomsOf(patternsFor(kind, sight), { shape, never: NEVER, candidates }).map(({ text }) => text);
  });
}

function beforeAccount({ service }: Kind, { partition }: Sight): Pattern {
  return literalPattern(`arn:${partition}:${service}::`);
}

function patternsFor(kind: Kind, sight: Sight): readonly Pattern[] {
  const ofAccount = (account: Pattern): Pattern => [
    ...beforeAccount(kind, sight),
    ...within(account, DIGIT),
    ...literalPattern(':'),
    ...ANYTHING,
  ];
  const ofUser = (name: Pattern): Pattern => [...ANYTHING, ...SLASH, ...within(name, NAME)];
  return [
    ...sight.named.filter((text) => readPrincipalArn(text) !== undefined).map((text) => literalPattern(text)),
    ...sight.named.filter((text) => /[*?]/.test(text)).map(likePattern),
    ...sight.accounts.map((account) => ofAccount(literalPattern(account))),
    ...patternsOn('aws:principalarn', sight),
    ...['aws:principalaccount', 'kms:calleraccount'].flatMap((key) => patternsOn(key, sight)).map(ofAccount),
    ...(kind.hasUserName ? patternsOn('aws:username', sight).map(ofUser) : []),
  ];
}

/** Patterns on a key and on all keys that policies compare with it. */
function patternsOn(key: string, { mentions, accounts }: Sight): readonly Pattern[] {
  const group =
    comparedGroups([...new Set([...mentions.keys(), key])], mentions).find((keys) => keys.includes(key)) ?? [];
  return group.flatMap((one) => comparedTexts(mentions.get(one)).flatMap((text) => patternsOf(one, text, accounts)));
}

function patternsOf(key: string, text: ComparedText, accounts: readonly string[]): readonly Pattern[] {
  if (text.whole !== undefined)
    return text.whole.defaultValue === undefined ? [] : [literalPattern(text.whole.defaultValue)];
  const unknown = text.reads.find((read) => !OWNER_KEYS.includes(read));
  if (unknown !== undefined) throw new NotEnumerable(`${key}: a policy variable within longer text, \${${unknown}}`);
  const values = text.reads.length === 0 ? [''] : [...accounts, STRANGER_ACCOUNT];
  return values.flatMap((account) => {
    const pattern = text.patternWith(() => account);
    return pattern ? [pattern] : [];
  });
}

/**
 * Account ids of each class of owners that policies can tell apart; none where they do not ask who owns the resource.
 *
 * @param preferred ids to be preferred, and told apart from others.
 */
export function ownerClasses(
  mentions: ReadonlyMap<string, KeyMention>,
  preferred: readonly string[],
): readonly string[] {
  if (!OWNER_KEYS.some((key) => mentions.has(key))) return [];
  const sight = { partition: '', mentions, named: [], accounts: preferred };
  const patterns = [
    ...preferred.map((id) => literalPattern(id)),
    ...OWNER_KEYS.flatMap((key) => patternsOn(key, sight)),
  ];
  return atomsOf(patterns, { shape: [ACCOUNT_ID], candidates: [...preferred, STRANGER_ACCOUNT] }).map(
    ({ text }) => text,
  );
}

/**
 * Identity providers that policies of resources name, and one more: what such a policy says of a provider, it says of every
 * session of a role that was made through it. Source: IAM User Guide, "AWS JSON policy elements: Principal" (SAML and OIDC
 * session principals).
 */
export function providersOfSessions(statements: readonly CompiledStatement[], partition: string): readonly string[] {
  const named = statements
    .filter(({ ref }) => ref.kind !== 'trust')
    .flatMap(({ source }) => source.principals?.entries ?? [])
    .flatMap((entry) => (entry.type === 'federated' ? [entry.provider] : []));
  if (named.length === 0) return [];
  return federatedClasses({ partition, named });
}

const SERVICE_CHARACTER = charactersLike('service', /^[a-z0-9.-]$/);
const SERVICE_SHAPE: readonly Pattern[] = ['.amazonaws.com', '.amazonaws.com.cn'].map((end) => [
  ...runOf(charactersLike('service start', /^[a-z0-9]$/), 1),
  ...runOf(SERVICE_CHARACTER),
  ...literalPattern(end),
]);
const NO_SERVICE: readonly Pattern[] = [
  [...ANYTHING, ...literalPattern('..'), ...ANYTHING],
  [...ANYTHING, ...literalPattern('.-'), ...ANYTHING],
];

/** As {@link principalClasses}, of AWS services acting for themselves; gives names of service principals. */
export function serviceClasses(sight: Sight): readonly string[] {
  const named = sight.named
    .filter((text) => readRequester(text)?.type === 'service')
    .map((text) => literalPattern(text));
  const patterns = [...named, ...patternsOn('aws:principalservicename', sight)];
  const candidates = ['config', 'ec2', 'backup'].map((name) => `${name}.amazonaws.com`);
  return atomsOf(patterns, { shape: SERVICE_SHAPE, never: NO_SERVICE, candidates }).map(({ text }) => text);
}

/**
 * As {@link principalClasses}, of those whom an identity provider vouches for before they have a session. A policy names a
 * provider as a whole, or all of them: so one for each name, and one more, are all the classes.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" (Federated).
 *
 * @returns providers as `readRequester` reads them.
 */
export function federatedClasses({ partition, named }: Pick<Sight, 'partition' | 'named'>): readonly string[] {
  const providers = named.filter((text) => readRequester(text)?.type === 'federated');
  return [...new Set(providers), `arn:${partition}:iam::${STRANGER_ACCOUNT}:oidc-provider/another.example.com`];
}
