import { problemsAfter } from './deployment-problems';

const EXISTING = 'examples/existing.yaml';
const SAMPLE = 'deployment.yaml';

test.each([
  [
    'an organization has an id',
    [EXISTING, ['organization: o-a1b2c3d4e5 #', 'organization: r-ab12 #']],
    'organization: "r-ab12" is not the id of an organization (o-…)',
  ],
  [
    'the endpoint lets through for no second organization',
    [EXISTING, ['organization: o-a1b2c3d4e5 #', 'organization: o-zzzzzzzzzz #']],
    'privateAccess.endpointPolicy.organization: "o-a1b2c3d4e5" differs from organization: o-zzzzzzzzzz',
  ],
  [
    'a boundary is a policy of the account of the roles',
    [SAMPLE, ['  bucket:\n', '  permissionsBoundary: arn:aws:iam::111111111111:policy/boundary\n  bucket:\n']],
    'must be a managed policy of account 222222222222, or of AWS, in partition aws',
  ],
  [
    'a boundary is a managed policy',
    [SAMPLE, ['  bucket:\n', '  permissionsBoundary: arn:aws:iam::222222222222:role/boundary\n  bucket:\n']],
    'is not the ARN of a managed policy',
  ],
  ...['platform/', '/platform', '/pla tform/', '//', ''].map(
    (path) =>
      [
        `${JSON.stringify(path)} is no path`,
        [SAMPLE, ['  bucket:\n', `  iamPath: "${path}"\n  bucket:\n`]],
        'is not a path of IAM',
      ] as const,
  ),
] as const)('%s', (_, [file, change], sentence) => {
  expect(problemsAfter(file, change)).toEqual([expect.stringContaining(sentence)]);
});
