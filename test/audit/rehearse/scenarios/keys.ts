import { list, own, type Scenario } from './scenario';

const BUCKET = 'arn:aws:s3:::orders';

type Row = readonly [what: string, resource: string, key: string, change: Scenario['change']];

/**
 * Keys as the log writes them, percent-encoded twice, and resources of a denial. Sources: IAM User Guide, "Resource", "Policy
 * variables" (special characters, default values); S3 User Guide, "Amazon S3 server access log format" (Key).
 */
const OBJECTS: readonly Row[] = [
  ['a percent sign', '100%', '100%2525', 'would-be-denied'],
  ['and not what it looks like once encoded', '100%25', '100%2525', 'unchanged'],
  ['a plus sign', 'a+b', 'a%252Bb', 'would-be-denied'],
  ['a space', 'a b', 'a%2520b', 'would-be-denied'],
  ['a letter beyond ASCII', 'ü', '%25C3%25BC', 'would-be-denied'],
  ['one letter beyond ASCII for a ?', '?', '%25C3%25BC', 'would-be-denied'],
  ['a * of the key', 'a${*}b', 'a*b', 'would-be-denied'],
  ['a ${*} is no wildcard', 'a${*}b', 'axb', 'unchanged'],
  ['a ${?} is no wildcard', 'a${?}b', 'axb', 'unchanged'],
  ['a ${$} is a dollar', 'a${$}b', 'a$b', 'would-be-denied'],
  ['letter by letter', 'Secret/*', 'secret/x', 'unchanged'],
  ['* stands for nothing, too', 'secret*', 'secret', 'would-be-denied'],
  ['a folder is not what is beside it', 'secret/*', 'secret', 'unchanged'],
  ['a variable that has no value covers nothing', '${aws:username}/*', 'guest/x', 'unchanged'],
  ['but by its default', "${aws:username, 'guest'}/*", 'guest/x', 'would-be-denied'],
  ['a tag of the caller is in no log', '${aws:PrincipalTag/team}/*', 'x/y', 'undecided'],
  ['nor is the id of its session', '${aws:userid}/*', 'x/y', 'undecided'],
];

export const KEYS: readonly Scenario[] = [
  ...OBJECTS.map(([what, resource, key, change]): Scenario => ({
    what: `keys: ${what}`,
    policy: [{ Resource: `${BUCKET}/${resource}` }],
    line: { ...own, key },
    change,
  })),
  { what: 'a bucket is none of its objects', policy: [{ Resource: BUCKET }], line: own, change: 'unchanged' },
  {
    what: 'its objects are not the bucket',
    policy: [{ Resource: `${BUCKET}/*` }],
    line: { ...own, ...list },
    change: 'unchanged',
  },
  {
    what: 'a wildcard in the name of the bucket reaches its objects',
    policy: [{ Resource: 'arn:aws:s3:::ord*' }],
    line: own,
    change: 'would-be-denied',
  },
  {
    what: 'actions are the same in capitals, and have wildcards',
    policy: [{ Action: 'S3:gEt?bject' }],
    line: own,
    change: 'would-be-denied',
  },
];
