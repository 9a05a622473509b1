import { actionData } from '../../../audit/policy/aws-data';
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
