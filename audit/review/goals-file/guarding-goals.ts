import { S3_ACTIONS } from '../../policy/actions';
import { accountOf } from '../../policy/requester';
import { globOf, matchesGlob } from '../../policy/wildcard';
import type { Need } from '../goals/intended';
import { FROM_INTERNET, throughEndpoint } from '../goals/intended';
import { isAbout, permission, type Permission } from '../goals/permission';
import { inLayer } from '../goals/nobody-else';
import type { Judgement, Topic } from '../prove/questions';
import { judgementFor, ofActions, type HeldGoal } from '../goals/goal';
import type { Bucket, Endpoint } from '../system/system';
import { MAY_WORDS, type GuardedBucket } from './goals-file';

/** A bucket of the plan that the goals file guards. */
export interface Guarded {
  readonly meant: GuardedBucket;
  readonly bucket: Bucket;
  readonly endpoints: readonly Endpoint[];
}

const lower = (names: readonly string[]): readonly string[] => names.map((name) => `s3:${name.toLowerCase()}`);
const LISTING = lower(['ListBucket', 'ListBucketVersions', 'ListBucketMultipartUploads', 'GetBucketLocation']);
const OBJECTS = lower(S3_ACTIONS.object);
const ALL = [...OBJECTS, ...lower(S3_ACTIONS.bucket)];

/** What each word of `may` stands for. */
const MEANT: Readonly<Record<(typeof MAY_WORDS)[number], readonly string[]>> = {
  read: [...LISTING, ...OBJECTS.filter((action) => action.startsWith('s3:get'))],
  write: lower([
    ...['PutObject', 'PutObjectTagging', 'PutObjectVersionTagging', 'AbortMultipartUpload'],
    'ListMultipartUploadParts',
  ]),
  delete: lower(['DeleteObject', 'DeleteObjectVersion', 'DeleteObjectTagging', 'DeleteObjectVersionTagging']),
  everything: ALL,
};

/** What whoever is named must be able to do, lest a policy that shuts everyone out pass for a good one. */
const TYPICAL: Readonly<Record<(typeof MAY_WORDS)[number], readonly string[]>> = {
  read: ['s3:GetObject', 's3:ListBucket'],
  write: ['s3:PutObject'],
  delete: ['s3:DeleteObject'],
  everything: ['s3:GetObject', 's3:PutObject'],
};

function isWord(text: string): text is (typeof MAY_WORDS)[number] {
  return (MAY_WORDS as readonly string[]).includes(text);
}

function actionsOf(may: readonly string[]): readonly string[] {
  return may.flatMap((text) => {
    if (isWord(text)) return MEANT[text];
    const pattern = globOf(text.toLowerCase());
    return ALL.filter((action) => matchesGlob(pattern, action));
  });
}

/** Who is meant to do what, whichever way. */
export function permissionsOf({ meant, bucket }: Guarded): readonly Permission[] {
  return meant.who.flatMap(({ principal, may }) =>
    [bucket.arn, `${bucket.arn}/*`].map((resource) =>
      permission({ principal, actions: actionsOf(may), resource, account: bucket.account }),
    ),
  );
}

/** The goals that no request to a guarded bucket may break. */
export function goalsFor(guarded: readonly Guarded[]): readonly HeldGoal[] {
  return [reachedByEndpoints(guarded), nobodyElse(guarded)];
}

const DATA = new Set(OBJECTS);

function guardedOf(guarded: readonly Guarded[], { target }: Topic): Guarded | undefined {
  return target.owned && guarded.find(({ bucket }) => bucket === target.owned);
}

function reachedByEndpoints(guarded: readonly Guarded[]): HeldGoal {
  const judgementOf = judgementFor(throughItsEndpoints);
  return {
    id: 'endpoint-only',
    why: 'data could leave the private path unnoticed, with stolen credentials from anywhere',
    about: (topic) => {
      const own = guardedOf(guarded, topic);
      if (topic.layer !== 'actual' || own === undefined || own.meant.endpoints.length === 0) return undefined;
      return ofActions(DATA, judgementOf(own));
    },
  };
}

function throughItsEndpoints({ endpoints, meant }: Guarded): Judgement {
  return {
    constants: new Map(),
    objection: ({ path, principal, action, target }) => {
      if (path.kind === 'service' || path.kind === 'forwarded') return undefined;
      if (endpoints.some(({ id }) => id === path.endpoint?.id)) return undefined;
      if (meant.who.some((one) => one.principal === principal.text && one.from === 'anywhere')) return undefined;
      return `${principal.label} may ${action} on ${target.arn} from ${path.label}, past the endpoints of the goals file`;
    },
  };
}

function nobodyElse(guarded: readonly Guarded[]): HeldGoal {
  const permissions = guarded.flatMap(permissionsOf);
  return {
    id: 'nobody-else',
    why: 'whoever is not meant to have access has it',
    about: (topic) => {
      if (guardedOf(guarded, topic) === undefined || !isAsked(topic)) return undefined;
      const about = permissions.filter((one) => isAbout(one, topic));
      return (action) => (about.some(({ actions }) => actions.has(action)) ? NAMED : NOT_NAMED);
    },
  };
}

const NAMED: Judgement = { constants: new Map(), objection: () => undefined };
const NOT_NAMED: Judgement = {
  constants: new Map(),
  objection: (fact) => {
    const { principal, action, target } = fact;
    return `${principal.label} may ${action} on ${target.arn}, and the goals file does not name it${inLayer(fact)}`;
  },
};

/**
 * What the bucket's own account gives to those of its principals that are not in the plan is its own business; what the bucket's
 * policy itself gives them is not, but that it leaves the rest to the account's policies.
 */
function isAsked({ layer, principal, target }: Topic): boolean {
  const own = accountOf(principal.requester) === target.account && principal.role === undefined;
  if (layer === 'actual') return !own;
  return layer === 'grants' && own && principal.requester.type !== 'root';
}

/** What whoever is named must be able to do. */
export function needsOf({ meant, bucket, endpoints }: Guarded): readonly Need[] {
  return meant.who.flatMap(({ principal, may, from }) => {
    if (!principal.startsWith('arn:')) return [];
    const through = from === 'anywhere' ? [] : endpoints;
    const contexts = through.length === 0 ? [FROM_INTERNET] : through.map((one) => throughEndpoint(one, []));
    const actions = may.flatMap((text) => (isWord(text) ? TYPICAL[text] : text.includes('*') ? [] : [text]));
    return actions.flatMap((action) =>
      contexts.map((context): Need => ({
        flow: 'flow-named',
        why: 'the goals file means it to be possible',
        principal,
        identity: 'everything',
        action,
        resource: OBJECTS.includes(action.toLowerCase()) ? `${bucket.arn}/an-object` : bucket.arn,
        account: bucket.account,
        context,
      })),
    );
  });
}
