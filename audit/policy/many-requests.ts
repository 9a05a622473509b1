import { remembering } from '../remembering';
import { SOME_VALUE, UNKNOWN, type Context } from './context';
import { decide, type Decision } from './decide';
import { requesterTraitsOf, resourceTraitsOf } from './limits';
import { keysThatMatter, mentionedKeys, statementsOfPolicies, type KeyMention } from './mentions';
import type { Request } from './request';
import { completeContext, impliedContext, withWhatIsThere, type ImpliedContext } from './request-context';
import type { Requester } from './requester';
import { decideReadings, roleArnReadings, rolePathsOf } from './role-paths';
import { canCover, isGateway, placesOf, situationOf, type PolicySet, type Situation } from './situation';
import { bits, classerOf, ownClass, type Classer } from './value-classes';

/** Gives what is known of keys, in lower case; what follows from the request, given too, need not be told. */
export type TellContext = (keys: readonly string[], implied: ImpliedContext) => Context;

/** Requests of which one situation tells everything but the context, and what was decided in contexts met so far. */
interface Known {
  readonly situation: Situation;
  readonly keys: readonly string[];
  readonly decisions: Map<string, Decision>;
}

/** What the policies tell of a requester who asks a service. */
interface KnownRequester {
  /** The same for requesters whom no statement tells apart by its principal. */
  readonly likeness: number;
  /** The ARNs that its role may have, one of each class; `undefined` where that is told, or nobody asks. */
  readonly arns: readonly string[] | undefined;
  readonly classOfArns: string;
  /** By account that is asked for resources. */
  readonly implied: Map<string, ImpliedContext>;
}

const PRINCIPAL_ARN = 'aws:principalarn';

/**
 * Decides many requests by one set of policies: once for all that no statement tells apart, by whom it names, by what it
 * covers, or by what its conditions say of the keys that matter. `many-requests.property.test.ts` holds this against deciding
 * each alone.
 */
export class ManyRequests {
  readonly #known = new Map<string, Known>();
  readonly #requesters = new Map<string, WeakMap<Requester, KnownRequester>>();
  readonly #sameRequesters = new Map<string, KnownRequester>();
  readonly #namedSessions: ReadonlySet<string>;
  readonly #numberOfRequester = numbering();
  readonly #coverageOf: (resource: string) => number;
  readonly #rolePaths: readonly string[] | undefined;
  readonly #mentions: ReadonlyMap<string, KeyMention>;
  readonly #classers = new Map<string, Classer>();

  constructor(private readonly policies: PolicySet) {
    const statements = statementsOfPolicies(policies);
    const isOwn = statements.some(({ resources }) => resources.reads.length > 0);
    const numberOf = numbering();
    this.#mentions = mentionedKeys(statements);
    this.#rolePaths = rolePathsOf(policies);
    const principals = statements.flatMap(({ source }) => source.principals?.entries ?? []);
    this.#namedSessions = new Set(principals.flatMap((entry) => (entry.type === 'session' ? [entry.arn] : [])));
    this.#coverageOf = remembering((resource) => {
      const covered = bits(statements, (statement) => canCover(statement, resource));
      return numberOf(`${resourceTraitsOf(resource)} ${covered} ${isOwn ? resource : ''}`);
    });
  }

  /**
   * Decides a request.
   *
   * @param request who asks is to be the same object each time, for less work.
   * @param withIdentity whether the identity policies are asked, or there are none.
   */
  decide(request: Request, withIdentity: boolean, tell: TellContext): Decision {
    const requester = this.#requesterOf(request);
    const { situation, keys, decisions } = this.#knownOf(request, withIdentity, requester);
    const implied = impliedOf(request, requester);
    const given = tell(keys, implied);
    const name = keys.map((key) => this.#classIn(key, given, implied, requester)).join(' ');
    const known = decisions.get(name);
    if (known !== undefined) return known;
    const context = withWhatIsThere(completeContext(given, implied), request);
    const decision = decideReadings(requester.arns, context, (reading) => decide(situation, reading));
    decisions.set(name, decision);
    return decision;
  }

  #knownOf(request: Request, withIdentity: boolean, { likeness, arns }: KnownRequester): Known {
    const { action, resource, resourceAccount } = request;
    const traits = `${requesterTraitsOf(request)} ${arns !== undefined} ${withIdentity}`;
    const name = `${action} ${resourceAccount} ${traits} ${likeness} ${this.#coverageOf(resource)}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const situation = situationOf(withIdentity ? this.policies : { ...this.policies, identity: [] }, request);
    const made = { situation, keys: [...keysThatMatter(situation).keys()], decisions: new Map<string, Decision>() };
    this.#known.set(name, made);
    return made;
  }

  #requesterOf(request: Request): KnownRequester {
    const { requester, action } = request;
    const service = action.slice(0, action.indexOf(':'));
    const ofService = this.#requesters.get(service) ?? new WeakMap<Requester, KnownRequester>();
    this.#requesters.set(service, ofService);
    const known = ofService.get(requester) ?? this.#sameRequester(request, service);
    ofService.set(requester, known);
    return known;
  }

  /** Of sessions that no statement names, all of a role are one requester. */
  #sameRequester(request: Request, service: string): KnownRequester {
    const { requester } = request;
    const { sessionArn } = { sessionArn: undefined, ...requester };
    const isNamed = sessionArn !== undefined && this.#namedSessions.has(sessionArn);
    const name = JSON.stringify([
      service,
      { ...requester, sessionArn: isNamed ? sessionArn : sessionArn !== undefined },
    ]);
    const known = this.#sameRequesters.get(name) ?? this.#readRequester(request);
    this.#sameRequesters.set(name, known);
    return known;
  }

  #readRequester({ requester, action }: Request): KnownRequester {
    const hasBoundary = this.policies.boundary !== undefined;
    const matches = placesOf(this.policies).flatMap(({ policy, endpoint }) => {
      const ofGateway = endpoint !== undefined && isGateway(endpoint.type, action);
      return policy.statements.map(({ matchPrincipal }) => matchPrincipal(requester, { hasBoundary, ofGateway }));
    });
    const named = matches.map(({ least, most, doubt = '' }) => `${least} ${most} ${doubt}`);
    const all = roleArnReadings(requester, () => this.#rolePaths);
    const ofClasses = new Map<string, string>();
    for (const arn of all ?? []) {
      const name = this.#classOf(PRINCIPAL_ARN, arn);
      if (!ofClasses.has(name)) ofClasses.set(name, arn);
    }
    return {
      likeness: this.#numberOfRequester(named.join('\n')),
      // The first once more: that there are several leaves a doubt in what is unknown, alike or not.
      arns: all && [...ofClasses.values(), ...all.slice(0, 1)],
      classOfArns: [...ofClasses.keys()].join(),
      implied: new Map(),
    };
  }

  /** The class of what the context will have of a key. */
  #classIn(key: string, given: Context, implied: ImpliedContext, { arns, classOfArns }: KnownRequester): string {
    if (key === PRINCIPAL_ARN && arns !== undefined) return classOfArns;
    const values = given.get(key);
    if (values === UNKNOWN) return 'unknown';
    if (values === SOME_VALUE) return 'some';
    if (values !== undefined) return values.map((value) => this.#classOf(key, value)).join();
    const value = implied.get(key);
    return value === undefined ? 'missing' : this.#classOf(key, value);
  }

  #classOf(key: string, value: string): string {
    const classer = this.#classers.get(key) ?? this.#classerOf(key);
    this.#classers.set(key, classer);
    return classer(value);
  }

  /** The policy of an endpoint is asked of whoever came through it, whatever conditions say of that. */
  #classerOf(key: string): Classer {
    const mention = this.#mentions.get(key);
    const isOfEndpoints = key === 'aws:sourcevpce' && (this.policies.endpoints ?? []).length > 0;
    const classer = mention === undefined || isOfEndpoints ? ownClass : classerOf(mention);
    const numberOf = numbering();
    return remembering((value) => String(numberOf(classer(value))));
  }
}

function impliedOf(request: Request, { implied }: KnownRequester): ImpliedContext {
  const known = implied.get(request.resourceAccount) ?? impliedContext(request);
  implied.set(request.resourceAccount, known);
  return known;
}

/** Makes a function that numbers texts, from zero: a number takes less to compare. */
function numbering(): (text: string) => number {
  let count = 0;
  return remembering(() => count++);
}
