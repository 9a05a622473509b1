import { S3_ACTIONS } from '../../policy/actions';
import type { ContextJson } from '../../policy/request-context';
import { STRANGER_ACCOUNT } from '../contexts/stranger';
import { awsBucketObjects } from './aws-owned-buckets';
import { endpointOf, throughEndpoint, vpcCidrs, NOTHING, type Deployed, type Intended, type Need } from './intended';
import { matchesGlob, globOf } from '../../policy/wildcard';
import type { Deployment } from '../../../contract/deployment/schema';
import type { Fact } from '../prove/questions';

/** Whether the policy of an endpoint is meant to let a request through for other work of its VPC (privateAccess.endpointPolicy). */
export function isOtherWork({ action, target, principal, context, path }: Fact, deployment: Deployment): boolean {
  const { privateAccess, partition, source } = deployment;
  const settings = privateAccess?.endpointPolicy;
  if (settings === undefined || !action.startsWith('s3:')) return false;
  // Only the gateway endpoint has other users; the interface endpoint is made for the data alone.
  if (path.endpoint?.endpointType !== 'Gateway') return false;
  const has = (key: string, value: string): boolean => (context.get(key) ?? []).includes(value);
  const { ownAccountBuckets, organization, buckets, principals } = settings;
  return (
    (ownAccountBuckets && target.account === source.account) ||
    (organization !== undefined && has('aws:principalorgid', organization) && has('aws:resourceorgid', organization)) ||
    buckets.some((name) =>
      [`arn:${partition}:s3:::${name}`, `arn:${partition}:s3:::${name}/*`].some((arn) =>
        matchesGlob(globOf(arn), target.arn),
      ),
    ) ||
    principals.includes(principal.text)
  );
}

/** What of S3 other work may ask for, in other accounts too: bucket policies are their owners' alone. */
const EVERYTHING = {
  bucket: S3_ACTIONS.bucket.filter((name) => !name.endsWith('BucketPolicy')).map((name) => `s3:${name}`),
  object: S3_ACTIONS.object.map((name) => `s3:${name}`),
};

/** What deployment.yaml lets through the gateway endpoint beside the data; the policy of the endpoint has to. */
export function otherWorkIntended(deployed: Deployed): Intended {
  const endpoint = endpointOf(deployed);
  const { deployment } = deployed;
  if (endpoint === undefined || deployment.privateAccess === undefined) return NOTHING;
  const { partition, source, privateAccess } = deployment;
  const through = throughEndpoint(endpoint, vpcCidrs(deployed));
  const need = (
    principal: string,
    action: string,
    resource: string,
    account: string,
    more: ContextJson = {},
  ): Need => ({
    ...{ flow: 'flow-other-work', why: 'what deployment.yaml lets through the endpoint would be cut off' },
    ...{ principal, identity: 'everything', action, resource, account, layer: 'endpoint' },
    context: { ...through, ...more },
  });
  const atBucket = (principal: string, bucket: string, account: string, more?: ContextJson): readonly Need[] => [
    ...EVERYTHING.bucket.map((action) => need(principal, action, bucket, account, more)),
    ...EVERYTHING.object.map((action) => need(principal, action, `${bucket}/an-object`, account, more)),
  ];
  const another = (account: string): string => `arn:${partition}:iam::${account}:role/another-role`;
  const someBucket = `arn:${partition}:s3:::a-bucket-of-other-work`;
  const { ownAccountBuckets = false, organization, buckets = [], principals = [] } = privateAccess.endpointPolicy ?? {};
  const inside =
    organization === undefined ? {} : { 'aws:PrincipalOrgID': organization, 'aws:ResourceOrgID': organization };
  return {
    permissions: [],
    needs: [
      // Whom the buckets of AWS let in, AWS says; they are asked without credentials.
      ...awsBucketObjects(deployment).map((arn) =>
        need('anonymous', 's3:GetObject', arn.replace('*', 'an-object'), STRANGER_ACCOUNT),
      ),
      ...(ownAccountBuckets ? atBucket(another(STRANGER_ACCOUNT), someBucket, source.account) : []),
      ...(organization === undefined ? [] : atBucket(another(STRANGER_ACCOUNT), someBucket, STRANGER_ACCOUNT, inside)),
      ...buckets.flatMap((name) =>
        atBucket(another(source.account), `arn:${partition}:s3:::${name.replace('*', 'any')}`, STRANGER_ACCOUNT),
      ),
      ...principals.flatMap((principal) => atBucket(principal, someBucket, STRANGER_ACCOUNT)),
    ],
  };
}
