import { problemsAfter } from './deployment-problems';

const EVERYTHING = 'examples/everything.yaml';
const EXISTING = 'examples/existing.yaml';

test.each([
  [
    'an ARN in a list',
    EVERYTHING,
    ['breakGlass: [arn:aws:iam::222222222222:role', 'breakGlass: [arn:aws:iam::000000000000:role'],
    `destination.breakGlass[0]: "arn:aws:iam::000000000000:role/break-glass" is of nobody's account`,
  ],
  [
    'an ARN in a list of mappings',
    EXISTING,
    ['arn:aws:iam::444444444444:role/ledger-import', 'arn:aws:iam::000000000000:role/ledger-import'],
    `consumers[2].principal: "arn:aws:iam::000000000000:role/ledger-import" is of nobody's account`,
  ],
  [
    'a reader of the logs',
    EVERYTHING,
    ['readers: [arn:aws:iam::222222222222', 'readers: [arn:aws:iam::000000000000'],
    'catalog.readers[0]',
  ],
  ['a VPC of zeros', EXISTING, ['vpc-0123456789abcdef0', 'vpc-00000000000000000'], 'privateAccess.vpc.vpcId'],
  [
    'an endpoint of zeros',
    EXISTING,
    ['vpce-0123456789abcdef4', 'vpce-00000000000000000'],
    'privateAccess.endpoints[1]',
  ],
  ['an image of zeros', EVERYTHING, ['ami-0123456789abcdef0', 'ami-00000000000000000'], 'instance.example.amiId'],
  [
    'an organization of zeros',
    EVERYTHING,
    ['tags:', 'organization: o-0000000000\ntags:'],
    'organization: "o-0000000000"',
  ],
  [
    'a key of zeros',
    EXISTING,
    ['0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f', '00000000-0000-0000-0000-000000000000'],
    'is no key that exists',
  ],
  [
    'a role that is still to be named',
    EVERYTHING,
    ['222222222222:role/nightly-backup', '222222222222:role/CHANGE_ME'],
    'privateAccess.exempt[0].principal: "arn:aws:iam::222222222222:role/CHANGE_ME" is a placeholder',
  ],
] as const)('%s is refused as a placeholder', (_, file, change, sentence) => {
  expect(problemsAfter(file, change)).toContainEqual(expect.stringContaining(sentence));
});

test('names that only hold such a word stay', () => {
  expect(problemsAfter(EVERYTHING, ['role/nightly-backup', 'role/todo-backup'])).toEqual([]);
});
