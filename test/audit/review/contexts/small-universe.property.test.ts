import fc from 'fast-check';
import type { Deployment } from '../../../../contract/deployment/schema';
import { partiesOf, principalsOf } from '../../../../audit/review/prove/principals';
import { proveAll, topicsOf } from '../../../../audit/review/prove/prove';
import type { Judgement, Observer } from '../../../../audit/review/prove/questions';
import { targetsOf } from '../../../../audit/review/prove/targets';
import { Unreviewed, type AttachedPolicy } from '../../../../audit/review/system/policies';
import type { System } from '../../../../audit/review/system/system';
import { A, ACTIONS, allowedByTrying, B, BUCKET, EXEMPT, OUR_ENDPOINT, randomPolicy, seen } from './small-universe';

jest.setTimeout(600_000);

/** `POLICIES=5000 npx jest small-universe` tries as many. */
const POLICIES = Number(process.env.POLICIES ?? 120);

/** A bucket of account B with this policy, an endpoint in account A, and nothing else. */
function systemWith(policy: AttachedPolicy): System {
  const place = { region: 'us-east-1', unread: false };
  const bucket = { address: 'aws_s3_bucket.orders', arn: BUCKET, account: B, name: 'orders', policy, ...place };
  const endpoint = { address: 'aws_vpc_endpoint.s3', id: OUR_ENDPOINT, account: A, vpcId: 'vpc-1', ...place };
  const system = {
    roles: [],
    buckets: [{ ...bucket, settings: new Map(), restrictPublicBuckets: false }],
    keys: [],
    endpoints: [{ ...endpoint, serviceName: 'com.amazonaws.us-east-1.s3', endpointType: 'Gateway', policy: undefined }],
    others: [],
    notReviewed: [],
  };
  return { stack: { resources: [] }, ...system } as unknown as System;
}

const side = (account: string) => ({
  account,
  deployer: `arn:aws:iam::${account}:role/deployer`,
  breakGlass: [],
  keyAdministrators: [],
});
const SIDES = { source: side(A), destination: side(B) };
const DEPLOYMENT = { partition: 'aws', name: 'orders', observation: {}, ...SIDES } as unknown as Deployment;

/** Objects to all that is allowed. */
const EVERYTHING: Judgement = { constants: new Map(), objection: () => 'it is allowed' };

/** What the review finds allowed, as goals see it; and what it cannot tell. */
function allowedByReview(policy: AttachedPolicy) {
  const system = systemWith(policy);
  const targets = targetsOf(system, []).map((target) => ({
    ...target,
    actions: target.actions.filter((action) => ACTIONS.includes(action)),
  }));
  const allowed = new Set<string>();
  const unreviewed = new Unreviewed();
  const observer: Observer = {
    about: ({ layer }) => (layer === 'actual' ? () => EVERYTHING : undefined),
    observe: ({ principal, action, path }) => {
      allowed.add(seen(principal.requester, principal.text, action, path.kind));
    },
  };
  proveAll(
    system,
    topicsOf(system, principalsOf(system, partiesOf(DEPLOYMENT), [EXEMPT]), () => targets),
    { observers: [observer] },
    unreviewed,
  );
  return { allowed, unproven: unreviewed.entries.length > 0 };
}

test('what trying every request of a small universe finds allowed, the review finds too', () => {
  const counts = { policies: 0, found: 0, unproven: 0 };
  fc.assert(
    fc.property(randomPolicy, (policy) => {
      const tried = allowedByTrying(policy);
      const { allowed, unproven } = allowedByReview(policy);
      counts.policies++;
      counts.found += tried.size;
      if (unproven) counts.unproven++;
      const missed = [...tried].filter(([key]) => !allowed.has(key));
      if (!unproven) expect(missed).toEqual([]);
    }),
    { seed: 14, numRuns: POLICIES },
  );
  if (process.env.POLICIES !== undefined) console.info(counts);
  expect(counts.found).toBeGreaterThan(5 * POLICIES);
  expect(counts.unproven).toBeLessThan(POLICIES / 10);
});
