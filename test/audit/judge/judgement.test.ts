import { HARMLESS_SERVICES, isExpectedService } from '../../../audit/judge/aws-services';
import { judgeWith, type Judgement } from '../../../audit/judge/judgement';
import type { RequestGroup } from '../../../audit/records/request-group';
import { expectationsSchema } from '../../../contract/expectations';
import { expectations, group, THROUGH_ENDPOINT, witness } from './request-group';

const PUBLIC = '52.198.48.49';
const DEPLOYER = 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci';
const CANONICAL_ID = '3f'.repeat(32);
const IDENTITY = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE';
const ROOT = 'arn:aws:iam::222222222222:root';

/** Judges a request from the internet, but for what the test is about. */
function judged(change: Partial<RequestGroup>, more: Record<string, unknown> = {}): Judgement {
  return judgeWith(expectationsSchema.parse({ ...expectations, ...more }))(group({ remoteIp: PUBLIC, ...change }));
}
const exempting = (...principals: readonly string[]): Record<string, unknown> => ({
  exempt: principals.map((principal) => ({ principal, reason: `${principal} may` })),
});

describe('an exemption covers', () => {
  test.each<[string, string, Partial<RequestGroup>]>([
    ['a role', 'arn:aws:iam::222222222222:role/teams/terraform-deployer', { requester: DEPLOYER }],
    ['every principal of an account', '222222222222', { requester: DEPLOYER }],
    ['an account of which CloudTrail tells no more', '333333333333', { requester: '333333333333' }],
    ['a canonical id', CANONICAL_ID, { requester: CANONICAL_ID }],
    ['an origin access identity', IDENTITY, { requester: IDENTITY }],
    ['a service for itself', 'athena.amazonaws.com', { requester: 'svc:athena.amazonaws.com', remoteIp: null }],
    [
      'a service for somebody',
      'athena.amazonaws.com',
      { witness: witness({ path: 'via-service', service: 'athena.amazonaws.com' }) },
    ],
    [
      'somebody by a service',
      '111111111111',
      { witness: witness({ path: 'via-service', service: 'athena.amazonaws.com' }) },
    ],
    [
      'root, whom the log names by a canonical id and CloudTrail by its ARN',
      ROOT,
      { requester: CANONICAL_ID, witness: witness({ path: 'address' }, { caller: ROOT }) },
    ],
    [
      'a role of which CloudTrail tells the account alone',
      'arn:aws:iam::222222222222:role/terraform-deployer',
      { requester: DEPLOYER, witness: witness({ path: 'address' }, { caller: '222222222222' }) },
    ],
  ])('%s', (_what, principal, change) => {
    expect(judged(change, exempting(principal))).toMatchObject({ finding: 'exempt', exemption: `${principal} may` });
  });
});

test('S3 itself, which the log calls by another name, is exempt as the service it is, and by no other service', () => {
  const itself = { requester: 'AmazonS3', operation: 'REST.GET.OBJECT' };
  expect(judged(itself, exempting('s3.amazonaws.com')).finding).toBe('exempt');
  expect(judged(itself, exempting('athena.amazonaws.com')).finding).not.toBe('exempt');
  expect(judged({ requester: 'AmazonS3Fan' }, exempting('s3.amazonaws.com')).finding).toBe('violation');
});

describe('an exemption does not cover', () => {
  test.each<[string, string, Partial<RequestGroup>]>([
    ['a session of another role', 'arn:aws:iam::222222222222:role/other', { requester: DEPLOYER }],
    ['anonymous', '222222222222', { requester: null }],
    ['a role by the canonical id of its account', CANONICAL_ID, { requester: DEPLOYER }],
    ['root by a canonical id alone', ROOT, { requester: CANONICAL_ID }],
    [
      'a role that CloudTrail names, where the log has a canonical id',
      'arn:aws:iam::222222222222:role/terraform-deployer',
      { requester: CANONICAL_ID, witness: witness({ path: 'address' }, { caller: DEPLOYER }) },
    ],
    [
      'whom the sources contradict each other about',
      'arn:aws:iam::222222222222:role/terraform-deployer',
      { requester: DEPLOYER, witness: witness({ path: 'contradiction', about: 'address' }, { caller: DEPLOYER }) },
    ],
    [
      'another service',
      'athena.amazonaws.com',
      { witness: witness({ path: 'via-service', service: 'quicksight.amazonaws.com' }) },
    ],
  ])('%s', (_what, principal, change) => {
    expect(judged(change, exempting(principal)).finding).toBe('violation');
  });

  test('an exempt service for a principal of an account that is not known', () => {
    const request = { witness: witness({ path: 'via-service', service: 'athena.amazonaws.com' } as const) };
    const exempt = exempting('athena.amazonaws.com');
    expect(judged(request, { ...exempt, accounts: ['222222222222'] }).finding).toBe('violation');
    expect(judged(request, { ...exempt, accounts: ['111111111111'] }).finding).toBe('exempt');
  });
});

describe('a service for itself', () => {
  const by = (service: string, operation = 'REST.PUT.OBJECT'): Partial<RequestGroup> => ({
    ...{ requester: `svc:${service}`, remoteIp: null, operation },
  });

  test.each(Object.keys(HARMLESS_SERVICES))('%s hands nothing out, and passes', (service) => {
    expect(judged(by(service))).toMatchObject({ network: 'aws-service', finding: 'pass', evidence: 'consistent' });
  });

  test('another one passes only if it is expected', () => {
    expect(judged(by('athena.amazonaws.com')).finding).toBe('violation');
    const services = [{ service: 'athena.amazonaws.com', reason: 'queries the log bucket' }];
    expect(judged(by('athena.amazonaws.com'), { services }).finding).toBe('pass');
  });

  test('one that delivers has no reason to read objects', () => {
    expect(judged(by('logging.s3.amazonaws.com', 'REST.GET.OBJECT')).finding).toBe('violation');
    expect(judged(by('s3.amazonaws.com', 'REST.GET.OBJECT')).finding).toBe('pass');
  });

  test.each([
    // Of the access log (S3 User Guide, "Amazon S3 server access log format", Operation; SOAP's older names).
    ...['REST.GET.OBJECT', 'WEBSITE.GET.OBJECT', 'REST.COPY.OBJECT_GET', 'REST.COPY.PART_GET', 'REST.SELECT.OBJECT'],
    ...['REST.POST.SELECT', 'REST.GET.TORRENT', 'REST.POST.TORRENT', 'REST.GET.OBJECT_TORRENT', 'SOAP.GetObject'],
    ...['SOAP.GetObjectExtended', 'SOAP.GET.OBJECT'],
    // Of CloudTrail (S3 User Guide, "Amazon S3 CloudTrail events").
    ...['CloudTrail.GetObject', 'CloudTrail.GetObjectTorrent', 'CloudTrail.SelectObjectContent'],
    ...['CloudTrail.CopyObject', 'CloudTrail.UploadPartCopy'],
  ])('none but S3 itself reads objects, by %s neither, unless it is expected', (operation) => {
    const reading = Object.keys(HARMLESS_SERVICES).filter((service) =>
      isExpectedService(service, operation, new Set()),
    );
    expect(reading).toEqual(['s3.amazonaws.com']);
    const delivers = 'logging.s3.amazonaws.com';
    expect(isExpectedService(delivers, operation, new Set([delivers]))).toBe(true);
  });

  test('a relay never passes, expected or not', () => {
    const services = [{ service: 'cloudfront.amazonaws.com', reason: 'website' }];
    expect(judged(by('cloudfront.amazonaws.com', 'REST.GET.OBJECT'), { services })).toMatchObject({
      ...{ network: 'relay', finding: 'violation' },
    });
  });

  test('without a name is not expected', () => {
    expect(isExpectedService(null, 'REST.PUT.OBJECT', new Set())).toBe(false);
    expect(judged({ remoteIp: null, witness: witness({ path: 'service' }, { caller: 'svc:-' }) }).finding).toBe(
      'violation',
    );
  });
});

test('lifecycle is a pass of its own kind of evidence: CloudTrail records no events of it', () => {
  const lifecycle = { remoteIp: null, requester: 'AmazonS3', operation: 'S3.EXPIRE.OBJECT', httpStatus: null };
  expect(judged(lifecycle)).toMatchObject({ finding: 'pass', evidence: 'unrecorded' });
});

test('a preflight gives no data, whatever its status, unless CloudTrail has another event of it', () => {
  const preflight = { requester: null, operation: 'REST.OPTIONS.PREFLIGHT' };
  expect(judged(preflight).finding).toBe('harmless');
  const byCloudTrail = witness({ path: 'address' }, { caller: null, preflight: true });
  expect(judged({ ...preflight, witness: byCloudTrail }).finding).toBe('harmless');
  expect(judged({ ...preflight, operation: 'CloudTrail.PreflightRequest', witness: byCloudTrail }).finding).toBe(
    'harmless',
  );
  expect(judged({ ...preflight, witness: witness({ path: 'address' }, { caller: null }) }).finding).toBe('violation');
});

describe('an answer to something malformed, which S3 may give before authorization or after it,', () => {
  const malformed = { httpStatus: 400, errorCode: 'InvalidRequest' };
  const told = (errorCode: string | null): RequestGroup['witness'] =>
    witness({ path: 'address' }, { caller: null, errorCode });

  test('is a doubt without credentials: anybody can send it', () => {
    expect(judged({ ...malformed, requester: null }).finding).toBe('doubtful');
    expect(judged({ ...malformed, requester: null, witness: told('InvalidRequest') }).finding).toBe('doubtful');
  });

  test('has got through where somebody signed it, or CloudTrail says anything else', () => {
    expect(judged(malformed).finding).toBe('violation');
    expect(judged({ ...malformed, requester: null, witness: told(null) }).finding).toBe('violation');
    expect(judged({ ...malformed, requester: null, witness: told('AccessDenied') }).finding).toBe('violation');
  });
});

describe('a line that reads as refused and as answered', () => {
  const refused = { httpStatus: 403, errorCode: 'AccessDenied' };
  const twofold = { httpStatus: 200, errorCode: null, otherAnswer: refused };
  const told = (errorCode: string | null): RequestGroup['witness'] =>
    witness({ path: 'address' }, { caller: null, errorCode });

  test('is a doubt where nobody signed the request: anybody can write it', () => {
    expect(judged({ ...twofold, requester: null }).finding).toBe('doubtful');
  });

  test('is judged by the worst reading where somebody did', () => {
    expect(judged(twofold).finding).toBe('violation');
  });

  test('is decided by CloudTrail', () => {
    expect(judged({ ...twofold, requester: null, witness: told('AccessDenied') }).finding).toBe('blocked');
    expect(judged({ ...twofold, requester: null, witness: told(null) }).finding).toBe('violation');
    expect(judged({ ...twofold, requester: null, witness: told('NoSuchKey') }).finding).toBe('violation');
  });

  test('is no doubt where all readings gave something away', () => {
    const otherAnswer = { httpStatus: 404, errorCode: 'NoSuchKey' };
    expect(judged({ ...twofold, otherAnswer, requester: null }).finding).toBe('violation');
  });
});

test('network activity tells no answer: the log does', () => {
  const foreign = witness({ ...THROUGH_ENDPOINT, vpcEndpointId: 'vpce-0f' }, { errorCode: undefined });
  expect(judged({ remoteIp: '10.20.3.4', witness: foreign }).finding).toBe('violation');
  const denied = { httpStatus: 403, errorCode: 'AccessDenied', remoteIp: '10.20.3.4' };
  expect(judged({ ...denied, witness: foreign }).finding).toBe('blocked');
});
