import { addressesIn, configuredBlocks, configuredNames, valuesOf } from '../../../../audit/review/plan/expressions';
import { planOf } from './plan-json';

const UNKNOWN = '${an expression}';

test.each([
  ['a constant', { constant_value: 'orders' }, 'orders'],
  ['a constant that is null', { constant_value: null }, null],
  ['a reference', { references: ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'] }, UNKNOWN],
  ['a call of nothing that is named', {}, UNKNOWN],
  ['a nested block', { status: { constant_value: 'Enabled' } }, { status: 'Enabled' }],
  ['a block with a block in it', { by: { of: { constant_value: 1 } } }, { by: { of: 1 } }],
  ['blocks of one name', [{ id: { constant_value: 'a' } }, { id: { references: ['var.b'] } }], [{ id: 'a' }, { id: UNKNOWN }]], // prettier-ignore
  ['what Terraform may write one day', { of_another_kind: 'text' }, UNKNOWN],
  ['the same beside a block', { id: { constant_value: 'a' }, of_another_kind: true }, UNKNOWN],
  ['a list where a block would be', { of_another_kind: [{ constant_value: 'a' }] }, UNKNOWN],
])('%s is its value, or an expression that says nothing', (_what, expression, value) => {
  expect(valuesOf({ argument: expression })).toEqual({ argument: value });
});

test('a resource waits for what it names and for what its expressions use, each once; variables and locals are none', () => {
  const block = {
    depends_on: ['aws_kms_key.k', 7],
    expressions: {
      bucket: { references: ['aws_s3_bucket.b["x"].id', 'aws_s3_bucket.b["x"]', 'aws_s3_bucket.b'] },
      rule: [{ id: { references: ['data.aws_vpc.v.id', 'data.aws_vpc.v'] } }, { id: { references: ['module.m.arn', 'var.x', 'local.y', 'each.key'] } }], // prettier-ignore
      key: { references: ['aws_kms_key.k.arn'] },
    },
  };
  expect(addressesIn(block)).toEqual(['aws_kms_key.k', 'aws_s3_bucket.b', 'data.aws_vpc.v', 'module.m']);
  expect(addressesIn({})).toEqual([]);
});

test('resources of modules are found by their whole address, and what is written of each', () => {
  const inner = { resources: [{ address: 'aws_s3_bucket.b', expressions: { bucket: { constant_value: 'inner' } } }] };
  const configuration = {
    root_module: {
      resources: [{ address: 'aws_s3_bucket.b', expressions: { bucket: { constant_value: 'outer' }, tags: {} } }],
      module_calls: { m: { module: { module_calls: { n: { module: inner } } } } },
    },
  };
  const blocks = configuredBlocks(configuration);
  expect([...blocks.keys()].sort()).toEqual(['aws_s3_bucket.b', 'module.m.module.n.aws_s3_bucket.b']);
  expect(valuesOf(blocks.get('module.m.module.n.aws_s3_bucket.b')?.expressions)).toEqual({ bucket: 'inner' });
  const plan = planOf([], { configuration });
  expect(configuredNames(plan, 'aws_s3_bucket.b')).toEqual(['bucket', 'tags']);
  expect(configuredNames(plan, 'aws_s3_bucket.c')).toEqual([]);
});
