import { ENDPOINT, READER, own, ownIdentity, type Scenario } from './scenario';

const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/shared';
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const BUCKET = ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'];
const allow = (Resource: string | readonly string[], more: object = {}): object => ({
  ...{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource },
  ...more,
});
/** A policy of the bucket that stands in nobody's way. */
const open = [{ Effect: 'Allow' }];
const throughPoint = { line: { requester: READER, accessPointArn: POINT }, event: { ...ownIdentity, ...ENDPOINT } };
const onlyAdmin = [
  { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:role/admin' }, Action: 'kms:*', Resource: '*' },
];

/**
 * Policies of endpoints, access points, keys and the organization. Sources: S3 User Guide, "Configuring IAM policies for using
 * access points"; AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; S3 API Reference, ListParts;
 * Organizations User Guide, "Service control policies".
 */
export const BEYOND_THE_BUCKET: readonly Scenario[] = [
  {
    what: 'an endpoint that allows the bucket alone stops who comes by an access point whose policy nobody plans',
    ...{ policy: open, others: { 'vpce-0a': [allow(BUCKET)] }, ...throughPoint },
    change: 'would-be-denied',
  },
  {
    what: 'one that allows both does not',
    ...{ policy: open, others: { 'vpce-0a': [allow([...BUCKET, `${POINT}/object/*`])] }, ...throughPoint },
    change: 'unchanged',
  },
  {
    what: 'the organization denies what is named by the access point',
    policy: open,
    others: { scp: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: `${POINT}/object/*` }] },
    line: { ...own, accessPointArn: POINT },
    change: 'would-be-denied',
  },
  {
    what: 'what an Object Lambda access point is behind has other names',
    policy: open,
    line: { ...own, accessPointArn: 'arn:aws:s3-object-lambda:us-east-1:222222222222:accesspoint/masked' },
    change: 'undecided',
  },
  {
    what: 'an access point of several regions is one',
    policy: open,
    line: { ...own, accessPointArn: 'arn:aws:s3::222222222222:accesspoint/mfzwi23gnjvgw.mrap' },
    change: 'unchanged',
  },
  {
    what: 'the parts of an upload are listed by whoever may decrypt it',
    policy: open,
    others: { [KEY]: onlyAdmin },
    line: { ...own, operation: 'REST.GET.UPLOAD' },
    change: 'undecided',
  },
  {
    what: 'to abort an upload needs no key',
    policy: open,
    others: { [KEY]: onlyAdmin },
    line: { ...own, operation: 'REST.DELETE.UPLOAD' },
    change: 'unchanged',
  },
];
