import { globSync } from 'tinyglobby';
import { REQUIREMENTS, intendedOf } from '../../../../audit/review/goals/all-goals';
import { intentOf } from '../../../../audit/review/run/prove-goals';
import { unmetNeeds } from '../../../../audit/review/run/unmet-needs';
import { Unreviewed } from '../../../../audit/review/system/policies';
import { systemOf } from '../../../../audit/review/system/read-system';
import type { Deployment } from '../../../../contract/deployment/schema';
import { stackOf, synthesized, type StackJson, type StatementJson } from '../synthesized-stack';

/*
 * Whatever a policy of the stack allows, somebody needs: taken away, it is a finding. Flows that are meant and that no need
 * stands for would be lost without a word.
 */

/** Statements that nobody misses, and why. */
const REDUNDANT: readonly (readonly [file: string, statement: RegExp, why: string])[] = [
  [
    'examples/existing.yaml',
    /^aws_vpc_endpoint_policy\.s3 AllowWritersThroughOwn(Listing|Objects)$/,
    'AllowBucketsOfOrganization lets the same requests through: both ask for the organization, as deployment.yaml says',
  ],
];

const WHOLE = ['examples/object-lock.yaml', 'examples/private-access.yaml', 'examples/lambda-replication.yaml'];
const OTHERS = globSync('examples/*.yaml')
  .filter((file) => !WHOLE.includes(file))
  .sort();

/** Large ones, of which most is tried elsewhere. */
const OFTEN = ['examples/everything.yaml', 'examples/identity-center.yaml'];

it.each(WHOLE)('every action that a policy of %s allows is missed when it is taken away', (file) => {
  expect(unmissed(file, (statement) => [...statement.Action])).toEqual([]);
});

it.each(OTHERS)('every statement of %s that they have not is missed when it is taken away', (file) => {
  const tried = new Set(WHOLE.flatMap((one) => grantsOf(synthesized(one).json).map(({ statement }) => statement.Sid)));
  expect(unmissed(file, ({ Sid, Action }) => (tried.has(Sid) && OFTEN.includes(file) ? [] : [Action]))).toEqual([]);
});

/** @param shares what to take away from a statement: one action, or several together. */
function unmissed(file: string, shares: (statement: StatementJson) => (string | readonly string[])[]): string[] {
  const { json, deployment } = synthesized(file);
  expect(problems(json, deployment)).toEqual([]);
  return grantsOf(json).flatMap(({ name, statement }) =>
    shares(statement).flatMap((share) => {
      const taken = [share].flat();
      if (REDUNDANT.some(([where, which]) => where === file && which.test(name))) return [];
      const all = statement.Action;
      statement.Action = all.filter((action) => !taken.includes(action));
      if (statement.Action.length === 0) statement.Action = ['s3:GetBucketCORS'];
      const isMissed = problems(json, deployment).length > 0;
      statement.Action = all;
      return isMissed ? [] : [`${name}: ${taken.join(', ')}`];
    }),
  );
}

function grantsOf({ resource }: StackJson): { readonly name: string; readonly statement: StatementJson }[] {
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).flatMap(([block, { policy, assume_role_policy: trust }]) =>
      [policy, trust]
        .flatMap((document) => (document as { Statement?: StatementJson[] } | undefined)?.Statement ?? [])
        .filter(({ Effect, Action }) => Effect === 'Allow' && Array.isArray(Action))
        .map((statement) => ({ name: `${type}.${block} ${statement.Sid}`, statement })),
    ),
  );
}

function problems(json: StackJson, deployment: Deployment): string[] {
  const unreviewed = new Unreviewed();
  const system = systemOf(stackOf(json), deployment);
  const intent = intentOf(system, deployment);
  const unmet = unmetNeeds(intendedOf(intent).needs, system, unreviewed);
  return [
    ...unmet.findings.map(({ finding }) => finding.what),
    ...unreviewed.entries.map(({ reason }) => reason),
    ...REQUIREMENTS.flatMap(({ check }) => check(intent)).map(({ what }) => what),
  ];
}
