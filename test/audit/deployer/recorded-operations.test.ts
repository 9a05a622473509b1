import { globSync } from 'tinyglobby';
import { deployerPolicies } from '../../../audit/deployer/deployer-policy';
import { builtHomes, homeOf } from '../../../contract/deployment/archive';
import type { Deployment } from '../../../contract/deployment/schema';
import { ending, readRecording, type Recorded } from '../../e2e/operations/recorded';
import { deploymentOf } from '../../modules/synthesized';
import { stackOf, synthesized } from '../review/synthesized-stack';
import { refusedRows } from './decide-rows';
import { NEVER_SEEN } from './never-seen';

const FILES = ['deployment.yaml', ...globSync('examples/*.yaml').sort()];
const RECORDING = readRecording();

const policiesOf = (deployment: Deployment) => {
  const stack = stackOf(synthesized(deployment, false).json);
  return builtHomes(deployment).map((home) => ({
    arn: homeOf(deployment, home).deployer,
    policies: deployerPolicies(deployment, stack, home),
  }));
};

const typesOf = (file: string): readonly string[] => Object.keys(synthesized(deploymentOf(file), false).json.resource);

test('every type of resource of every example is in what is recorded: npx tsx test/e2e/operations/record.ts FILE', () => {
  const recorded = new Set(Object.keys(RECORDING).flatMap(typesOf));
  expect(FILES.flatMap(typesOf).filter((type) => !recorded.has(type))).toEqual([]);
});

test.each(Object.entries(RECORDING))(
  'what Terraform asked for to apply %s, to plan it again and to take it down is allowed',
  (file, { applied, ended }: Recorded) => {
    const deployment = deploymentOf(file);
    for (const deployer of policiesOf(deployment)) expect(refusedRows(applied, deployer)).toEqual([]);
    for (const deployer of policiesOf(ending(deployment))) expect(refusedRows(ended, deployer)).toEqual([]);
  },
);

test('what is granted and was never asked for is needed for a reason that is told', () => {
  const seen = new Set(
    Object.values(RECORDING).flatMap(({ applied, ended }) =>
      [...applied, ...ended].flatMap(({ actions }) => actions.split(' ')),
    ),
  );
  const granted = FILES.flatMap((file) => policiesOf(ending(deploymentOf(file)))).flatMap(({ policies }) =>
    policies.flatMap((text) =>
      (JSON.parse(text) as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action),
    ),
  );
  const never = [...new Set(granted)].filter((action) => !seen.has(action)).sort();
  expect(never).toEqual(Object.keys(NEVER_SEEN).sort());
});
