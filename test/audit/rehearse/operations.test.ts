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
