import { readdirSync, readFileSync } from 'node:fs';
import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import { dependencyGraph } from '../../../../audit/review/ordering/dependency-graph';
import { readStack } from '../../../../audit/review/stack/read-stack';
import type { Stack } from '../../../../audit/review/stack/stack';
import { readDeployment } from '../../../../contract/deployment/read';
import { synthesize } from '../../../modules/synthesized';

/** Edges that guard nothing in the table of hazards, each with what it is for. */
const GUARDS_NO_HAZARD: readonly (readonly [before: RegExp, after: RegExp, reason: string])[] = [
  [
    /^aws_vpc_endpoint_route_table_association\./,
    /^aws_cloudtrail\./,
    'evidence begins when the routes are there; the trail itself would be accepted before',
  ],
  [
    /^aws_sqs_queue_policy\./,
    /^aws_lambda_function\./,
    'caution: the policy denies only what the function never does, and grants it nothing',
  ],
  [
    /^aws_kms_key\.destination$/,
    /^aws_s3_bucket\.destination_logs$/,
    'of an existing trail nothing in our log bucket is encrypted with the key; with a trail of ours the edge is caught',
  ],
];

const DEPLOYMENTS = ['deployment.yaml', ...readdirSync('examples').map((name) => `examples/${name}`)].filter((file) =>
  file.endsWith('.yaml'),
);

const stackOf = (file: string): Stack => {
  const read = readStack(synthesize(readDeployment(readFileSync(file, 'utf8'), file)).json, file);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
};

const withoutEdge = (stack: Stack, after: string, before: string): Stack => ({
  ...stack,
  resources: stack.resources.map((resource) =>
    resource.address === after
      ? { ...resource, dependsOn: resource.dependsOn.filter((address) => address !== before) }
      : resource,
  ),
});

describe.each(DEPLOYMENTS)('the order of what %s builds', (file) => {
  const stack = stackOf(file);
  const edges = stack.resources.flatMap(({ address, dependsOn }) => dependsOn.map((before) => ({ before, address })));

  it('meets every hazard, and has some to meet', () => {
    const { findings, notReviewed, required } = checkOrdering(stack);
    expect([findings, notReviewed]).toEqual([[], []]);
    expect(required).toBeGreaterThan(20);
  });

  it('falls with each depends_on that is taken away', () => {
    const fates = edges.map(({ before, address }) => {
      const mutant = withoutEdge(stack, address, before);
      const resourceAt = (wanted: string) => mutant.resources.find((resource) => resource.address === wanted);
      const [from, to] = [resourceAt(address), resourceAt(before)];
      const edge = `${before} -> ${address}`;
      if (checkOrdering(mutant).findings.length > 0) return { edge, fate: 'caught' };
      if (from && to && dependencyGraph(mutant).waitsFor(from, to)) return { edge, fate: 'redundant' };
      const allowed = GUARDS_NO_HAZARD.some(([b, a]) => b.test(before) && a.test(address));
      return { edge, fate: allowed ? 'guards no hazard' : 'MISSED' };
    });
    const by = (fate: string) => fates.filter((each) => each.fate === fate).map(({ edge }) => edge);
    process.stdout.write(
      `${file}: ${edges.length} depends_on, ${by('caught').length} caught, ${by('redundant').length} redundant by another path, ${by('guards no hazard').length} guard no hazard\n${by(
        'redundant',
      )
        .map((edge) => `  redundant: ${edge}\n`)
        .join('')}`,
    );
    expect(by('MISSED')).toEqual([]);
    expect(by('caught').length).toBeGreaterThan(10);
  });
});
