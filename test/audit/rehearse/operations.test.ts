import * as s3 from '@aws-sdk/client-s3';
import { actionData } from '../../../audit/policy/aws-data';
import { OPERATION_OF_REQUEST, UNDECIDED_REQUESTS } from './request-names';
import { knownOperations, readOperation } from '../../../audit/rehearse/operations';

const rightsOf = (operation: string, key: string | null) => {
  const reading = readOperation(operation, key);
  return reading.kind === 'rights' ? reading.rights : reading.kind;
};

test('every action of the table is an action of S3, asked of what the table says', () => {
  for (const operation of knownOperations()) {
    for (const key of [null, 'a/b']) {
      const rights = rightsOf(operation, key);
      if (typeof rights === 'string') continue;
      for (const action of [...rights.actions, ...(rights.ofVersion ?? []), ...(rights.perhaps ?? [])]) {
        const data = actionData('s3')?.[action.toLowerCase().replace('s3:', '')];
        expect([action, data?.resourceTypes.map(({ name }) => name)]).toEqual([
          action,
          expect.arrayContaining([rights.target]),
        ]);
      }
    }
  }
});

test('a setting that buckets and objects share is told apart by the key', () => {
  expect(rightsOf('REST.GET.ACL', null)).toMatchObject({ actions: ['s3:GetBucketAcl'], target: 'bucket' });
  expect(rightsOf('REST.GET.ACL', 'a')).toMatchObject({ actions: ['s3:GetObjectAcl'], target: 'object' });
});

test('an operation that is not in the table is unknown, never taken for harmless', () => {
  expect(rightsOf('REST.GET.SOMETHING_NEW', null)).toBe('unknown');
  expect(rightsOf('REST.GET.OBJECT', null)).toBe('unknown');
});

test('lifecycle, preflights and the envelope of a batch delete are asked of no policy', () => {
  expect(
    ['S3.EXPIRE.OBJECT', 'REST.OPTIONS.PREFLIGHT', 'REST.POST.MULTI_OBJECT_DELETE'].map((o) => rightsOf(o, null)),
  ).toEqual(['unasked', 'unasked', 'unasked']);
});

/** Every request of S3's API, by AWS's own client. */
const REQUESTS = Object.keys(s3).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);

test('every request of the API is one that the table decides, or undecided for a reason, never both', () => {
  expect(REQUESTS.length).toBeGreaterThan(100);
  const unaccounted = REQUESTS.filter((name) => OPERATION_OF_REQUEST.has(name) === UNDECIDED_REQUESTS.has(name));
  expect(unaccounted).toEqual([]);
});

test('every request that is decided has its operation in the table, and every operation but those seen in logs a request', () => {
  const operations = new Set(OPERATION_OF_REQUEST.values());
  expect([...operations].filter((operation) => !knownOperations().includes(operation))).toEqual([]);
  // A copy and a batch delete write rows of their own, a website answers for S3, and object settings go by two names.
  const others =
    /^(WEBSITE\.|BATCH\.|REST\.COPY\.(OBJECT|PART)_GET$|REST\.\w+\.(OBJECT_LOCK_RETENTION|OBJECT_LOCK_LEGAL_HOLD)$)/;
  expect(knownOperations().filter((operation) => !operations.has(operation) && !others.test(operation))).toEqual([]);
});

/**
 * What requests for objects need, from the S3 API Reference ("Permissions" of each), the S3 User Guide ("Required permissions for
 * Amazon S3 API operations", "Multipart upload API and permissions", "Enforce conditional writes on Amazon S3 buckets") and for keys
 * "Using server-side encryption with AWS KMS keys": written here once more, since whoever lacks one of them loses access.
 */
describe('what a request for an object needs', () => {
  const s3Names = (names: string): string[] => (names === '' ? [] : names.split(' ').map((name) => `s3:${name}`));
  const ALWAYS = 'PutObjectAcl PutObjectTagging PutObjectRetention PutObjectLegalHold';
  const DECRYPT = ['kms:Decrypt'];
  const GENERATE = ['kms:GenerateDataKey'];
  const BOTH = ['kms:GenerateDataKey', 'kms:Decrypt'];

  test.each<
    readonly [operation: string, actions: string, ofVersion?: string, perhaps?: string, perhapsOfVersion?: string]
  >([
    ...['REST.GET', 'REST.HEAD', 'WEBSITE.GET', 'WEBSITE.HEAD'].map(
      (method) => [`${method}.OBJECT`, 'GetObject', 'GetObjectVersion'] as const,
    ),
    ['REST.GET.OBJECT_ATTRIBUTES', 'GetObject GetObjectAttributes', 'GetObjectVersion GetObjectVersionAttributes'],
    ['REST.POST.SELECT', 'GetObject'],
    ...['REST.PUT.OBJECT', 'REST.POST.OBJECT', 'REST.COPY.OBJECT'].map(
      (operation) => [operation, 'PutObject', '', `${ALWAYS} GetObject`] as const,
    ),
    ['REST.COPY.OBJECT_GET', 'GetObject', 'GetObjectVersion', 'GetObjectTagging', 'GetObjectVersionTagging'],
    ['REST.COPY.PART', 'PutObject'],
    ['REST.COPY.PART_GET', 'GetObject', 'GetObjectVersion'],
    ['REST.PUT.PART', 'PutObject'],
    ['REST.POST.UPLOADS', 'PutObject', '', ALWAYS],
    ['REST.POST.UPLOAD', 'PutObject', '', 'GetObject'],
    ['REST.DELETE.UPLOAD', 'AbortMultipartUpload'],
    ['REST.GET.UPLOAD', 'ListMultipartUploadParts'],
    ...['REST', 'BATCH'].map(
      (by) =>
        [`${by}.DELETE.OBJECT`, 'DeleteObject', 'DeleteObjectVersion', 'BypassGovernanceRetention GetObject'] as const,
    ),
    ...['Get', 'Put', 'Delete'].flatMap((verb) =>
      ['OBJECT_TAGGING', 'TAGGING'].map(
        (name) =>
          [`REST.${verb.toUpperCase()}.${name}`, `${verb}ObjectTagging`, `${verb}ObjectVersionTagging`] as const,
      ),
    ),
    ...['Get', 'Put'].map(
      (verb) => [`REST.${verb.toUpperCase()}.ACL`, `${verb}ObjectAcl`, `${verb}ObjectVersionAcl`] as const,
    ),
    ...['OBJECT_RETENTION', 'OBJECT_LOCK_RETENTION'].flatMap((name) => [
      [`REST.GET.${name}`, 'GetObjectRetention'] as const,
      [`REST.PUT.${name}`, 'PutObjectRetention', '', 'BypassGovernanceRetention'] as const,
    ]),
    ...['OBJECT_LEGAL_HOLD', 'OBJECT_LOCK_LEGAL_HOLD'].flatMap((name) => [
      [`REST.GET.${name}`, 'GetObjectLegalHold'] as const,
      [`REST.PUT.${name}`, 'PutObjectLegalHold'] as const,
    ]),
    ['REST.POST.RESTORE', 'RestoreObject'],
    ['REST.GET.TORRENT', 'GetObjectTorrent', 'GetObjectVersionTorrent'],
  ])('%s: %s', (operation = '', actions = '', ofVersion = '', perhaps = '', perhapsOfVersion = '') => {
    const rights = rightsOf(operation, 'a/b');
    if (typeof rights === 'string') throw new Error(rights);
    expect(rights.target).toBe('object');
    expect(rights.actions).toEqual(s3Names(actions));
    expect(rights.ofVersion ?? []).toEqual(s3Names(ofVersion));
    expect(rights.perhaps ?? []).toEqual(s3Names(perhaps));
    expect(rights.perhapsOfVersion ?? []).toEqual(s3Names(perhapsOfVersion));
  });

  /** Those that are not here ask no key, read no object and create none. */
  const OF_KEY: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(
      ['REST.GET', 'REST.HEAD', 'WEBSITE.GET', 'WEBSITE.HEAD'].map((by) => [`${by}.OBJECT`, DECRYPT]),
    ),
    ...{ 'REST.GET.OBJECT_ATTRIBUTES': DECRYPT, 'REST.POST.SELECT': DECRYPT, 'REST.COPY.OBJECT_GET': DECRYPT },
    ...{ 'REST.COPY.PART_GET': DECRYPT, 'REST.GET.UPLOAD': DECRYPT, 'REST.POST.UPLOAD': DECRYPT },
    ...{ 'REST.PUT.OBJECT': GENERATE, 'REST.POST.OBJECT': GENERATE, 'REST.COPY.OBJECT': GENERATE },
    ...{ 'REST.PUT.PART': BOTH, 'REST.COPY.PART': BOTH, 'REST.POST.UPLOADS': BOTH },
  };
  const READS =
    /^(REST|WEBSITE)\.(GET|HEAD)\.OBJECT$|^REST\.GET\.OBJECT_ATTRIBUTES$|^REST\.POST\.SELECT$|^REST\.COPY\.\w+_GET$/;
  const CREATES: Readonly<Record<string, boolean>> = {
    ...{ 'REST.PUT.OBJECT': true, 'REST.POST.OBJECT': true, 'REST.COPY.OBJECT': true, 'REST.POST.UPLOAD': true },
    ...{ 'REST.PUT.PART': false, 'REST.COPY.PART': false, 'REST.POST.UPLOADS': false },
  };

  test.each(knownOperations())('%s asks the key, reads and creates as AWS says', (operation) => {
    const rights = rightsOf(operation, 'a/b');
    if (typeof rights === 'string') throw new Error(rights);
    expect(rights.ofKey).toEqual(OF_KEY[operation]);
    expect(rights.reads === true).toBe(READS.test(operation));
    expect(rights.createsObject).toBe(CREATES[operation]);
  });
});

describe('the role that replicates', () => {
  const REPLICATOR = 'arn:aws:sts::111111111111:assumed-role/replication/s3-replication';
  const insteadOf = (operation: string, requester: string | null): object | undefined => {
    const reading = readOperation(operation, 'a', requester);
    return reading.kind === 'rights' ? reading.instead : undefined;
  };
  const upload = {
    actions: ['s3:ReplicateObject'],
    perhaps: ['s3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
    ofKey: ['kms:Encrypt', 'kms:GenerateDataKey'],
  };
  const read = { actions: ['s3:GetObjectVersionForReplication'], reads: true, ofKey: ['kms:Decrypt'] };

  test.each<readonly [string, object]>([
    ['REST.GET.OBJECT', read],
    ['REST.HEAD.OBJECT', read],
    ['REST.GET.ACL', { actions: ['s3:GetObjectVersionAcl'] }],
    ['REST.GET.OBJECT_TAGGING', { actions: ['s3:GetObjectVersionTagging'] }],
    ...['REST.PUT.OBJECT', 'REST.PUT.PART', 'REST.POST.UPLOADS', 'REST.POST.UPLOAD'].map(
      (operation) => [operation, upload] as const,
    ),
    ['REST.DELETE.OBJECT', { actions: ['s3:ReplicateDelete'] }],
    ['REST.PUT.OBJECT_TAGGING', { actions: ['s3:ReplicateTags'] }],
    ['REST.DELETE.OBJECT_TAGGING', { actions: ['s3:ReplicateTags'] }],
  ])('may ask for %s what replication needs', (operation, rights) => {
    expect(insteadOf(operation, REPLICATOR)).toEqual({ target: 'object', ...rights });
  });

  test.each([
    ...[null, 'arn:aws:iam::111111111111:role/s3-replication', `${REPLICATOR}2`, 'svc:s3.amazonaws.com'],
    'arn:aws:sts::111111111111:assumed-role/replication/x/s3-replication',
  ])('%j does not', (requester) => {
    expect(insteadOf('REST.GET.OBJECT', requester)).toBeUndefined();
  });

  test('other operations are what they are', () => {
    expect(insteadOf('REST.POST.RESTORE', REPLICATOR)).toBeUndefined();
  });
});
