import fc from 'fast-check';
import { withoutInstances } from '../../../../audit/review/stack/address';

test.each([
  ['aws_iam_role.a', 'aws_iam_role.a'],
  ['aws_iam_role.a[0]', 'aws_iam_role.a'],
  ['aws_iam_role.a["x"]', 'aws_iam_role.a'],
  ['aws_iam_role.a[each.key]', 'aws_iam_role.a'],
  ['module.m["a].aws_iam_role.b"].aws_s3_bucket.c["[\\"]"]', 'module.m.aws_s3_bucket.c'],
  ['module.m[0].module.n["]"].data.aws_vpc.v[1]', 'module.m.module.n.data.aws_vpc.v'],
  ['aws_iam_role.a["never closed', 'aws_iam_role.a'],
])('%s is of %s', (address, block) => {
  expect(withoutInstances(address)).toBe(block);
});

test('no key of an instance, whatever it holds, changes what the address is of', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('"]', '].aws_x.y["', '\\', '[')), { maxLength: 4 }),
      (parts) => {
        const key = JSON.stringify(parts.join(''));
        expect(withoutInstances(`module.m[${key}].aws_s3_bucket.b[${key}]`)).toBe('module.m.aws_s3_bucket.b');
      },
    ),
  );
});
