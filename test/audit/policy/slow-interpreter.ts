/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return,
   @typescript-eslint/non-nullable-type-assertion-style, @typescript-eslint/no-misused-spread, no-control-regex,
   @typescript-eslint/no-unnecessary-condition
   -- it reads JSON as it stands, whose types nobody has checked */
/**
 * A second evaluator, written from AWS's text ("Policy evaluation logic", "Condition operators", "Policy variables with no
 * value", "The meaning of public") to be held against the first: it reads JSON as it stands, compiles nothing, and shares no
 * code with audit/policy. It knows the language of `random-cases.ts` only. What AWS leaves open it tries both ways.
 */
export type Json = Readonly<Record<string, any>>;
type Keys = Record<string, string[]>;
type Choose = () => boolean;
type IsSession = (one: Json, who: string) => boolean;

/** @returns the answer, or `not-supported` where what AWS leaves open decides it. */
export function interpret(given: Json): string {
  const results = new Set<string>();
  const script: boolean[] = [];
  for (;;) {
    let at = 0;
    const choose: Choose = () => ((script[at] ??= false), script[at++] as boolean);
    results.add(given.request.accessPoint === undefined ? answer(given, choose) : throughPoint(given, choose));
    while (script.length > 0 && script.at(-1) === true) script.pop();
    if (script.length === 0) break;
    script[script.length - 1] = true;
  }
  return results.size === 1 ? ([...results][0] as string) : 'not-supported';
}

const list = (value: unknown): any[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const statements = (policies: unknown): Json[] =>
  list(policies)
    .flat(2)
    .flatMap((policy: Json) => list(policy.Statement));

/**
 * Both must permit: the access point, by its policy and as the resource is called there, and the bucket behind it ("Configuring
 * IAM policies for using access points"). AWS does not say whether the policies of the principal (identity
 * policies, the boundary, a session's) must allow the one, the other, or both, nor then whose account aws:ResourceAccount is: that
 * of what is asked for.
 */
function throughPoint(given: Json, choose: Choose): string {
  const { accessPoint, resource, context } = given.request;
  const account = accessPoint.split(':')[4];
  const key = /^arn:aws:s3:::[^/]+\/(.*)$/s.exec(resource)?.[1];
  const named = key === undefined ? accessPoint : `${accessPoint}/object/${key}`;
  const known = { ...context, 's3:DataAccessPointArn': accessPoint, 's3:DataAccessPointAccount': account };
  const request = { ...given.request, context: known };
  const atPoint = { ...request, resource: named, resourceAccount: account };
  const either = choose();
  const both = [
    answer({ ...given, request: atPoint, resourcePolicy: given.accessPointPolicy }, choose, either ? request : atPoint),
    answer({ ...given, request }, choose, either ? atPoint : request),
  ];
  return ['explicit-deny', 'implicit-deny'].find((result) => both.includes(result)) ?? 'allow';
}

/** @param otherwise the request that policies of the principal may allow in the place of this. */
function answer(given: Json, choose: Choose, otherwise: Json = given.request): string {
  const { principal, action, resource, resourceAccount } = given.request;
  const account = /^arn:aws:[^:]+::(\d+):/.exec(principal)?.[1];
  const type =
    principal === 'anonymous'
      ? 'anonymous'
      : !principal.startsWith('arn:')
        ? 'service'
        : principal.split(':')[5].split('/')[0].replace('assumed-role', 'role');
  const keys: Keys = {};
  for (const [name, value] of Object.entries(given.request.context)) keys[name.toLowerCase()] = list(value).map(String);
  if (type === 'user') keys['aws:username'] = [principal.split('/').at(-1)];
  if (account !== undefined) keys['aws:principalaccount'] = [account];
  if (account !== undefined) keys['aws:principalarn'] ??= [principal];
  const known = (asked: Json): Keys => ({ ...keys, 'aws:resourceaccount': [asked.resourceAccount] });
  const sessions = new Map<Json, boolean>();
  /** Whether a session that a statement names is the one that asks, where only its role is told. */
  const isSession: IsSession = (one, who) => {
    if (principal.includes(':assumed-role/') || roleOf(who) !== principal || who === principal) return false;
    if (!sessions.has(one)) sessions.set(one, choose());
    return sessions.get(one) as boolean;
  };
  const applies = (effect: string, all: Json[], asked: Json = given.request): Json[] =>
    all.filter(
      (one) =>
        one.Effect === effect &&
        covers(one, action, asked.resource, known(asked)) &&
        conditions(one, known(asked), choose) &&
        names(one, principal, account, type, given.permissionsBoundary !== undefined, isSession),
    );

  const own = [
    statements(given.identityPolicies),
    statements(given.permissionsBoundary),
    statements(given.sessionPolicy),
  ];
  const scps: Json[][] =
    account === undefined ? [] : list(given.serviceControlPolicies).map((level) => statements([level]));
  const denying = [...own.flat(), ...scps.flat(), ...statements(given.resourceControlPolicies)];
  if (applies('Deny', denying).length > 0) return 'explicit-deny';
  const recovers = type === 'root' && account === resourceAccount && action === 's3:PutBucketPolicy';
  if (!recovers && applies('Deny', statements(given.resourcePolicy)).length > 0) return 'explicit-deny';

  const isOpen = (limits: Choose): boolean =>
    statements(given.resourcePolicy).some(
      (one) =>
        one.Effect === 'Allow' &&
        list(one.Principal?.AWS ?? one.Principal).includes('*') &&
        !limited(one, limits, resource.includes(':accesspoint/')),
    );
  const concerned =
    given.blockPublicAccess === true && type !== 'service' && account !== resourceAccount && action.startsWith('s3:');
  const surely = concerned && isOpen(() => true);
  // Where nobody can tell whether it is public, only what would be allowed otherwise is in doubt.
  const perhaps = concerned && !surely && isOpen(() => false) && choose();
  const block = (result: string): string =>
    result !== 'explicit-deny' && (surely || (perhaps && result === 'allow')) ? 'explicit-deny' : result;

  if (given.vpcEndpointPolicy !== undefined) {
    const ofEndpoint = statements(given.vpcEndpointPolicy);
    if (applies('Deny', ofEndpoint).length > 0) return 'explicit-deny';
    if (applies('Allow', ofEndpoint).length === 0) return block('implicit-deny');
  }
  if (scps.some((level) => applies('Allow', level).length === 0)) return block('implicit-deny');
  if (['s3:PutBucketPolicy', 'kms:PutKeyPolicy'].includes(action) && type !== 'service' && account !== resourceAccount)
    return block('implicit-deny');
  if (recovers) return 'allow';

  const granting = applies('Allow', statements(given.resourcePolicy));
  if (account === undefined) return block(granting.length > 0 ? 'allow' : 'implicit-deny');
  const direct = granting.some((one) =>
    list(one.Principal === '*' ? '*' : one.Principal.AWS).some(
      (who) =>
        who === '*' ||
        (who === principal && (type !== 'role' || principal !== roleOf(principal))) ||
        isSession(one, who),
    ),
  );
  const byRole = granting.some((one) => list(one.Principal.AWS).includes(roleOf(principal)) && type === 'role');
  if (account === resourceAccount && direct) return 'allow';
  // A key's policy decides alone what IAM policies may add.
  if ((account !== resourceAccount || action.startsWith('kms:')) && granting.length === 0)
    return block('implicit-deny');
  if (type === 'root') return block('allow');
  const grants = (policies: Json[]): boolean =>
    [given.request, otherwise].some((asked) => applies('Allow', policies, asked).length > 0);
  const within = [given.permissionsBoundary, given.sessionPolicy].every(
    (limit) => limit === undefined || grants(statements(limit)),
  );
  if (account === resourceAccount && byRole && within) return 'allow';
  return block(within && grants(own[0] as Json[]) ? 'allow' : 'implicit-deny');
}

function names(
  one: Json,
  principal: string,
  account: string | undefined,
  type: string,
  bounded: boolean,
  isSession: IsSession,
): boolean {
  const { Principal, NotPrincipal } = one;
  if (NotPrincipal !== undefined) {
    if (bounded) return true;
    const listed = list(NotPrincipal.AWS);
    return !(type === 'root' ? listed.includes(principal) : listed.includes(principal) && listed.includes(account));
  }
  if (Principal === undefined || Principal === '*') return true;
  if (list(Principal.AWS).includes('*')) return true;
  if (type === 'service') return list(Principal.Service).includes(principal);
  return list(Principal.AWS).some(
    (who) =>
      who === '*' ||
      who === principal ||
      roleOf(principal) === who ||
      isSession(one, who) ||
      (account !== undefined && (who === account || who === `arn:aws:iam::${account}:root`)),
  );
}

/** The role that a session is of; roles of these cases have no path. */
function roleOf(principal: string): string {
  return principal.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}

function covers(one: Json, action: string, resource: string, keys: Keys): boolean {
  const acts = list(one.Action ?? one.NotAction).some((text) => like(text.toLowerCase(), action.toLowerCase()));
  if (acts === (one.Action === undefined)) return false;
  const found = list(one.Resource ?? one.NotResource).some((text) => {
    const pattern = filled(text, keys);
    return pattern !== null && like(pattern, resource);
  });
  return found !== (one.Resource === undefined);
}

/** `*` and `?`; what stands between \u0001 and \u0002 is literal. */
function like(pattern: string, text: string): boolean {
  let literal = false;
  const source = [...pattern].map((char) => {
    if (char === '\u0001' || char === '\u0002') return ((literal = char === '\u0001'), '');
    if (!literal && char === '*') return '.*';
    return !literal && char === '?' ? '.' : char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 's').test(text);
}

/** Variables filled in; `null` when one has no value. */
function filled(text: string, keys: Keys): string | null {
  let missing = false;
  const whole = text.replace(/\$\{([^},]+)(?:, '([^']*)')?\}/g, (_all, key: string, other: string | undefined) => {
    const value = keys[key.toLowerCase()]?.[0] ?? other;
    if (value === undefined) missing = true;
    return `\u0001${value ?? ''}\u0002`;
  });
  return missing ? null : whole;
}

function conditions({ Condition = {} }: Json, keys: Keys, choose: Choose): boolean {
  return Object.entries(Condition as Record<string, Json>)
    .flatMap(([operator, byKey]) =>
      Object.entries(byKey).map(([key, values]) => clause(operator, key, list(values).map(String), keys, choose)),
    )
    .every((held) => held);
}

function clause(text: string, key: string, wanted: string[], keys: Keys, choose: Choose): boolean {
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(text) ?? [];
  const values = keys[key.toLowerCase()];
  if (name === 'Null') return wanted.includes(String(values === undefined));
  const negated = name.includes('Not');
  const meets = (value: string): boolean =>
    wanted.some((one) => compare(name.replace('Not', ''), value, one, keys)) !== negated;
  if (set === 'ForAllValues') return (values ?? []).every(meets);
  if (set === 'ForAnyValue') return values === undefined ? ifExists !== undefined && choose() : values.some(meets);
  return values === undefined ? ifExists !== undefined || negated : meets(values[0] as string);
}

function compare(name: string, value: string, raw: string, keys: Keys): boolean {
  const wanted = /^(String|Arn)/.test(name) ? filled(raw, keys) : raw;
  if (wanted === null) return false;
  const plain = wanted.replace(/[\u0001\u0002]/g, '');
  if (name === 'StringEquals' || name === 'Bool') return value === plain;
  if (name === 'StringEqualsIgnoreCase') return value.toLowerCase() === plain.toLowerCase();
  if (name === 'StringLike') return like(wanted, value);
  if (name === 'BinaryEquals') return Buffer.from(raw, 'base64').equals(Buffer.from(value));
  if (name === 'IpAddress') return inRange(value, raw);
  if (name.startsWith('Date')) return order(name.slice(4), moment(value), moment(raw));
  if (name.startsWith('Arn')) return likeArn(wanted, value);
  if (name.startsWith('Numeric')) return order(name.slice(7), Number(value), Number(raw));
  throw new Error(name);
}

/** Seconds since 1970, or a date of ISO 8601. */
function moment(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** Six parts, compared one by one; the last may hold colons. */
function likeArn(pattern: string, text: string): boolean {
  const parts = (arn: string): string[] => {
    const [a = '', b = '', c = '', d = '', e = '', ...rest] = arn.split(':');
    return [a, b, c, d, e, ...(rest.length === 0 ? [] : [rest.join(':')])];
  };
  const [wanted, found] = [parts(pattern), parts(text)];
  return wanted.length === 6 && found.length === 6 && wanted.every((part, i) => like(part, found[i] as string));
}

function order(name: string, a: number, b: number): boolean {
  return { Equals: a === b, LessThan: a < b, LessThanEquals: a <= b, GreaterThan: a > b, GreaterThanEquals: a >= b }[
    name
  ] as boolean;
}

function inRange(value: string, range: string): boolean {
  const [network = '', bits = '32'] = range.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(value) / size) === Math.floor(number(network) / size);
}

/** Whether S3 finds a fixed value among the conditions of a statement for everyone. */
function limited({ Condition = {} }: Json, choose: Choose, isPoint: boolean): boolean {
  return Object.entries(Condition as Record<string, Json>).some(([operator, byKey]) =>
    Object.entries(byKey).some(([key, values]) => {
      // With IfExists it holds too where the key is missing, of which S3's page does not speak.
      if (key === 'aws:PrincipalArn' && /^Arn(Like|Equals)/.test(operator))
        return list(values).every((one) => !/[*?$]/.test(one)) && (!operator.endsWith('IfExists') || choose());
      if (key === 'aws:PrincipalAccount' || key === 's3:DataAccessPointAccount') return operator === 'StringEquals';
      // Of a set of access points the page calls it public where the policy is an access point's; of one it does not speak.
      if (key === 's3:DataAccessPointArn')
        return list(values).every((one) => !/[*?$]/.test(one)) && (!isPoint || choose());
      if (key === 'aws:SourceVpce' && (operator === 'StringEquals' || operator === 'StringLike'))
        return list(values).every((one) => !/[*?$]/.test(one));
      return (
        key === 'aws:SourceIp' &&
        operator === 'IpAddress' &&
        list(values).every((one) => Number(one.split('/')[1] ?? 32) >= 8)
      );
    }),
  );
}
