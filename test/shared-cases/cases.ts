import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The cases that were handed to the project, which lie beside the repository. */
export const CASES = resolve(__dirname, '../../../shared/cases');

/** A case as it was handed: a command line, tried in its folder, and what is right. */
export interface HandedCase {
  readonly id: string;
  /** What is tried, a few words. */
  readonly what: string;
  readonly cwd: string;
  readonly args: string;
  /** Exit codes that are right, */
  readonly codes: readonly number[];
  /** and what must and must not stand in the output. */
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
}

const [PASS, FAIL, USAGE, UNPROVEN] = [0, 1, 2, 3];
const NO_PASS = [FAIL, UNPROVEN];

/** The verdict cases in words. */
const WHAT: Readonly<Record<string, string>> = {
  '01': 'a person behind AWS Internal, with an address of the internet in the log',
  '02b': 'CloudFront by origin access control, no address in the log',
  '03': 'a Host header that names another VPC endpoint',
  '04': "a service's event with an endpoint of AWS",
  '05': 'a service within AWS, numbered',
  '06': 'an anonymous caller, spelt anonymous, through our endpoint',
  '07': 'a preflight of the console',
  '08': 'root, exempt, by its canonical id in the log',
  '09': 'an event with SlowDown',
  '09-logged': 'a line with SlowDown',
  '10': 'an Insight event beside the others',
  '12': 'a change of configuration of 2019',
  '13': 'a host id of two words',
  '14': 'SOAP operations',
  '15': 'a later field in quotes',
  '16': 'a caller of another account without an ARN',
  '17': 'changes of configuration from lookup-events',
  '18a': 'CloudTrail as JSON Lines',
  '18b': 'CloudTrail in an envelope of EventBridge',
  '20': 'access logs from CloudWatch Logs',
  '21': 'another source region than that of the endpoint',
};

const verify = (logs: string, cloudtrail?: string, more = ''): string =>
  `verify --logs ${logs} --expect expect.json ${cloudtrail === undefined ? '' : `--cloudtrail ${cloudtrail}`} ${more} --format json`;
const inVerdict = (id: string, args: string, codes: readonly number[], says?: RegExp): HandedCase => ({
  ...{ id, what: WHAT[id] ?? '', cwd: 'verdict', args, codes },
  ...(says && { says }),
});

const VERDICT: readonly HandedCase[] = [
  inVerdict('01', verify('01-console-aws-internal.log', '01-console-aws-internal.json', '--require-proof'), NO_PASS),
  inVerdict('02b', verify('02b-cloudfront-oac-no-address.log'), [FAIL], /\(relay\)/),
  inVerdict('03', verify('03-foreign-vpce-host.log'), [FAIL], /foreign-endpoint/),
  inVerdict('04', verify('04-service-endpoint.log', '04a-service-endpoint-vpce.json'), [PASS]),
  inVerdict('05', verify('05-base.log', '05-aws-internal-number.json'), [PASS]),
  inVerdict('06', verify('06-anonymous.log', '06-anonymous.json'), [PASS]),
  inVerdict('07', verify('07-console-preflight.log'), [PASS], /harmless/),
  inVerdict('08', verify('08-root-exempt.log', '08-root-exempt.json').replace('expect.json', '08-root-expect.json'), [
    PASS,
  ]),
  inVerdict('09', verify('09-base.log', '09-error-SlowDown.json'), [PASS]),
  inVerdict('09-logged', verify('09-slowdown-logged.log'), [PASS]),
  inVerdict('10', verify('05-base.log', '10-insight.json'), [PASS, UNPROVEN]),
  inVerdict('12', verify('05-base.log', '12-old-management.json'), [PASS]),
  inVerdict('13', verify('13-two-part-host-id.log', '13-two-part-host-id.json', '--require-proof'), [PASS]),
  inVerdict('14', 'rejects --logs 14-soap.log', [PASS]),
  inVerdict(
    '15',
    `query "SELECT user_agent, host_id, ambiguous FROM access_log" --logs 15-quoted-future-field.log --no-cache --format json`,
    [PASS],
    /"user_agent": "Boto3\/1\.34",\s+"host_id": "[A-Za-z0-9+/]{70,}=*",\s+"ambiguous": false/,
  ),
  inVerdict('16', verify('05-base.log', '16-cross-account.json'), [FAIL], /by account 333333333333/),
  inVerdict(
    '17',
    'timeline --logs 17-timeline.log --expect expect.json --cloudtrail 17a-lookup-events.json',
    [PASS],
    /DeleteVpcEndpoints/,
  ),
  inVerdict('18a', verify('05-base.log', '18a-events.jsonl'), [PASS]),
  inVerdict('18b', verify('05-base.log', '18b-eventbridge.json'), [PASS]),
  inVerdict('20', verify('20-cloudwatch-logs-access-log.jsonl'), [PASS]),
  inVerdict('21', verify('21-other-source-region.log').replace('expect.json', 'REGION'), NO_PASS),
];

/** Right answers to the attempts, by kind; the sentences stand beside them in `cases.json`. */
const BY_KIND: Readonly<Record<string, Partial<HandedCase>>> = {
  '01': { codes: NO_PASS },
  '02': { codes: [FAIL] },
  '03': { codes: [FAIL] },
  '04': { codes: [USAGE] },
  '05': { codes: [USAGE, UNPROVEN] },
  '06': { codes: [UNPROVEN] },
  '07': { codes: [UNPROVEN] },
  '08': { codes: NO_PASS },
  '09': { codes: NO_PASS },
  '10': { codes: NO_PASS },
  '11': { codes: NO_PASS },
  '12': { codes: NO_PASS },
  '13': { codes: [UNPROVEN] },
  '14': { codes: NO_PASS },
  '20': { codes: [PASS, UNPROVEN], saysNot: /anonymous got through/ },
  '21': { codes: [PASS] },
  '22': { codes: [PASS, UNPROVEN], saysNot: /\bproven\b(?! to have come)|is proven/ },
};

interface Attempt {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly cwd?: string;
  readonly args?: string;
}

function attempts(): readonly HandedCase[] {
  const listed = JSON.parse(readFileSync(join(CASES, 'adversary', 'cases.json'), 'utf8')) as readonly Attempt[];
  return listed.flatMap(({ id, kind, title, cwd, args }) => {
    const right = BY_KIND[kind.slice(0, 2)];
    if (cwd === undefined || args === undefined || right?.codes === undefined) return [];
    return [
      { ...right, id: `${kind.slice(0, 2)} ${id}`, what: title, cwd: join('adversary', cwd), args, codes: right.codes },
    ];
  });
}

/** Cases that no engine over tables can be handed, and why. */
const LOCAL_ALONE: readonly (readonly [RegExp, string])[] = [
  [/^04 |^05 c3-[25]$/, 'they are about paths that lead to nothing, or digests beside the files: tables have neither'],
  [/^06 /, 'only a folder of collected objects tells that one of them is gone'],
  [/^(10|12|17|18a|18b)$/, 'the form of the file is none that a trail delivers, and tables are of what trails deliver'],
  [
    /^15$/,
    'it asks the tables of the local engine; the view of the others has the same columns (same-answer.property.test.ts)',
  ],
];

/** Why only the local engine can be handed a case; `undefined` where every engine can. */
export function localAlone({ id }: HandedCase): string | undefined {
  return LOCAL_ALONE.find(([pattern]) => pattern.test(id))?.[1];
}

/** All of them; none where they are not there. */
export function handedCases(): readonly HandedCase[] {
  return existsSync(CASES) ? [...VERDICT, ...attempts()] : [];
}
