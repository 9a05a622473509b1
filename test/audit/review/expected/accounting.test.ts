import { globSync } from 'tinyglobby';
import { accountFor } from '../../../../audit/review/expected/accounting';
import { findCollisions } from '../../../../audit/review/expected/collisions';
import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import { stackOf, synthesized, type StackJson } from '../synthesized-stack';
import { argumentMutations, isCaught } from './argument-mutations';
import { VARIANTS } from './harmless-variants';

jest.setTimeout(120_000);

const FILES = ['deployment.yaml', ...globSync('examples/*.yaml').sort()];
const STACKS = new Map(FILES.map((file) => [file, synthesized(file, false)]));
const SEED = 14;
/** Of each stack; every one: run-argument-mutations.ts. */
const SAMPLE = 100;

function stack(file: string) {
  const found = STACKS.get(file);
  if (found === undefined) throw new Error(`${file} was not synthesized`);
  return found;
}

describe('the arguments of what the modules synthesize', () => {
  it.each(FILES)('of %s are all read, required or free', (file) => {
    const { deployment, json } = stack(file);
    const { equation, findings, notReviewed } = accountFor(stackOf(json), deployment);
    expect({ findings, notReviewed }).toEqual({ findings: [], notReviewed: [] });
    expect(equation.notReviewed).toBe(0);
    expect(equation.arguments).toBe(equation.read + equation.required + equation.free);
  });

  it('add up whatever is wrong with them', () => {
    const { deployment, json } = stack('examples/everything.yaml');
    const broken = structuredClone(json);
    Object.assign(broken, { module: { evil: { source: './evil' } }, removed: [{ from: 'aws_s3_bucket.data' }] });
    Object.assign(broken.resource.aws_s3_bucket?.data ?? {}, { acl: 'public-read', force_destroy: true });
    broken.resource.terraform_data = { x: { input: [] } };
    const { equation } = accountFor(stackOf(broken), deployment);
    const { read, required, free, notReviewed } = equation;
    expect(notReviewed).toBe(4);
    expect(equation.arguments).toBe(read + required + free + notReviewed);
  });
});

describe('a change of an argument', () => {
  it.each(FILES)('of %s is told, whatever it is', (file) => {
    const { deployment, json } = stack(file);
    const survivors = sample(argumentMutations(json), SAMPLE).filter(
      (mutation) => !isCaught(json, deployment, mutation),
    );
    expect(survivors.map(({ name }) => name)).toEqual([]);
  });

  it('is tried for every resource type that the examples have', () => {
    const types = new Set(FILES.flatMap((file) => Object.keys(stack(file).json.resource)));
    const tried = FILES.flatMap((file) => argumentMutations(stack(file).json)).map(({ name }) => name.split('/')[2]);
    expect([...types].filter((type) => !tried.includes(type))).toEqual([]);
    expect(tried.length).toBeGreaterThan(600);
  });
});

describe('a resource of another kind', () => {
  it.each([
    ['a resource of another provider', { resource: { null_resource: { x: {} } } }, 'null_resource.x'],
    ['terraform_data', { resource: { terraform_data: { x: {} } } }, 'terraform_data.x'],
    ['a data source that runs a program', { data: { external: { x: { program: ['sh'] } } } }, 'data.external.x'],
    ['an import', { import: [{ to: 'aws_s3_bucket.data', id: 'x' }] }, 'import'],
    ['a check', { check: { x: { assert: [] } } }, 'check'],
    ['a variable', { variable: { x: {} } }, 'variable'],
    ['a module', { module: { x: { source: './x' } } }, 'module'],
    ['an ephemeral resource', { ephemeral: { x: {} } }, 'ephemeral'],
  ])('%s is not reviewed', (_name, more, where) => {
    const { deployment, json } = stack('examples/object-lock.yaml');
    const changed = structuredClone(json);
    const { resource, ...sections } = more as { resource?: object };
    Object.assign(changed.resource, resource);
    Object.assign(changed, sections);
    const { notReviewed } = accountFor(stackOf(changed), deployment);
    expect(notReviewed.map(({ resource: address }) => address)).toEqual([where]);
  });
});

describe('what hides where Terraform reads it', () => {
  const { deployment, json } = stack('examples/everything.yaml');
  type Block = Record<string, unknown>;
  const first = (changed: StackJson, type: string) => Object.values(changed.resource[type] ?? {})[0]!;

  it.each<[string, (changed: StackJson) => void]>([
    [
      'a dimension named like a comment, so that an alarm watches nothing',
      (changed) => {
        const alarm = first(changed, 'aws_cloudwatch_metric_alarm');
        alarm.dimensions = { ...(alarm.dimensions as Block), '//': 'x' };
      },
    ],
    [
      'a file of whoever runs Terraform, in a text for people',
      (changed) => {
        first(changed, 'aws_kms_key').description = '${file("~/.aws/credentials")}';
      },
    ],
    [
      'the same in the name of a policy',
      (changed) => {
        first(changed, 'aws_iam_role_policy').name = '${file("~/.aws/credentials")}';
      },
    ],
    [
      'the same among tags',
      (changed) => {
        first(changed, 'aws_kms_key').tags = { x: '${file("~/.aws/credentials")}' };
      },
    ],
    [
      'another region, by a data source that is asked for it',
      (changed) => {
        Object.assign(changed, { data: { aws_region: { r: { provider: 'aws.source', name: 'eu-west-3' } } } });
        first(changed, 'aws_vpc_endpoint').service_name = 'com.amazonaws.${data.aws_region.r.id}.s3';
      },
    ],
    [
      'policies that a data source takes from elsewhere',
      (changed) => {
        const data = { aws_iam_policy_document: { p: { source_policy_documents: ['{}'] } } };
        Object.assign(changed, { data });
      },
    ],
  ])('%s', (_name, change) => {
    const changed = structuredClone(json);
    change(changed);
    expect(changed).not.toEqual(json);
    const { findings, notReviewed } = accountFor(stackOf(changed), deployment);
    expect(findings.length + notReviewed.length).toBeGreaterThan(0);
  });
});

describe('where clients of the interface endpoint are sent', () => {
  const { privateAccess, ...everything } = stack('examples/everything.yaml').deployment;
  const { deployment, json } = synthesized(
    {
      ...everything,
      privateAccess: privateAccess && { ...privateAccess, interfaceEndpoint: { clientCidrs: [], privateDns: 'none' } },
      consumers: [{ principal: 'arn:aws:iam::111111111111:role/afar', access: 'read', through: 'interface' }],
    },
    false,
  );
  const broken = (url?: string) => {
    const changed = structuredClone(json) as StackJson & { output: Record<string, { value: unknown }> };
    if (url !== undefined) changed.output.interface_endpoint_url!.value = url;
    return accountFor(stackOf(changed), deployment).findings.map(({ resource }) => resource);
  };

  it('is the endpoint', () => {
    expect(broken()).toEqual([]);
  });

  it.each(['https://bucket.example.com', 'https://${aws_vpc_endpoint.s3.dns_entry[0].dns_name}'])(
    'and not %s',
    (url) => {
      expect(broken(url)).toEqual(['output']);
    },
  );
});

describe('what changes nothing passes', () => {
  const { deployment, json } = stack('examples/everything.yaml');

  it('in forty-five ways', () => {
    expect(new Set(VARIANTS.map(({ name }) => name)).size).toBe(45);
  });

  it.each(VARIANTS)('$name', ({ change }) => {
    const variant = structuredClone(json);
    change(variant);
    const changed = stackOf(variant);
    const { findings, notReviewed } = accountFor(changed, deployment);
    const order = checkOrdering(changed);
    expect([...findings, ...findCollisions(changed), ...order.findings].map(({ what }) => what)).toEqual([]);
    expect([...notReviewed, ...order.notReviewed]).toEqual([]);
  });
});

/** Every so-many-th of a list, from a place that the seed decides. */
function sample<T>(list: readonly T[], size: number): readonly T[] {
  const step = Math.max(1, Math.floor(list.length / size));
  return list.filter((_, i) => i % step === SEED % step);
}
