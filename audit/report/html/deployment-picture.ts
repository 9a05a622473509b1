import { FINDINGS, type FindingKind } from '../../judge/judgement';
import type { Network } from '../../judge/network';
import { markup, type Html } from '../../output/html';
import { grouped } from '../../output/numbers';
import { box, list, wayLine, type Point } from './drawing';
import type { AuditReport, DeploymentShape, VerifyReport } from '../rendering';

const WIDTH = 960;
const HEIGHT = 430;

/** What a flow of the deployment is: between which places, who saw it, and which goals of the review speak of it. */
interface Flow {
  readonly name: string;
  /** Arrows, each along its points. */
  readonly ways: readonly (readonly Point[])[];
  /** Where its words stand. */
  readonly at: Point;
  readonly exists: (shape: DeploymentShape) => boolean;
  readonly seen: (report: VerifyReport) => Seen;
  /** Rules of the review that hold where it is proved: docs/rules.md. */
  readonly rules: readonly string[];
}

interface Seen {
  readonly kind: FindingKind | 'unseen';
  readonly text: string;
}

const byNetworks =
  (networks: readonly Network[]) =>
  ({ findings }: VerifyReport): Seen => {
    const own = findings.filter(({ network }) => networks.includes(network));
    const requests = own.reduce((sum, { requests: more }) => sum + more, 0);
    const kind = FINDINGS.find((each) => own.some(({ finding }) => finding === each)) ?? 'unseen';
    return { kind, text: kind === 'unseen' ? 'no request seen' : `${grouped(requests)} requests (${kind})` };
  };

const counted = (n: number, what: string): Seen =>
  n > 0 ? { kind: 'pass', text: `${grouped(n)} ${what}` } : { kind: 'unseen', text: `no ${what} read` };

const FLOWS: readonly Flow[] = [
  {
    name: 'the VPC to the data, through the endpoint',
    ways: [
      [
        [200, 96],
        [250, 96],
      ],
      [
        [400, 96],
        [600, 96],
      ],
    ],
    at: [414, 74],
    exists: ({ vpc }) => vpc !== null,
    seen: byNetworks(['endpoint', 'expected-vpc']),
    rules: ['flow-instance', 'flow-consumer', 'endpoint-present'],
  },
  {
    name: 'any other way to the data',
    ways: [
      [
        [390, 330],
        [480, 330],
        [480, 130],
        [600, 130],
      ],
    ],
    at: [232, 380],
    exists: ({ vpc }) => vpc !== null,
    seen: byNetworks(['own-nat', 'public', 'relay', 'via-service', 'foreign-endpoint', 'other-private', 'unknown']),
    rules: ['endpoint-only', 'nobody-else'],
  },
  {
    name: 'replication',
    ways: [
      [
        [200, 210],
        [540, 210],
        [540, 110],
        [600, 110],
      ],
    ],
    at: [218, 200],
    exists: ({ replication }) => replication !== null,
    seen: () => ({ kind: 'unseen', text: 'not told apart in the logs' }),
    rules: ['flow-native-replication', 'flow-lambda-replication'],
  },
  {
    name: 'access logs to the log bucket',
    ways: [
      [
        [680, 156],
        [680, 300],
      ],
    ],
    at: [592, 244],
    exists: ({ destination }) => destination.logBucket !== null,
    seen: ({ aggregate }) => counted(aggregate.coverage.records, 'records'),
    rules: ['logged', 'flow-access-logs', 'log-writers'],
  },
  {
    name: 'CloudTrail to the log bucket',
    ways: [
      [
        [860, 220],
        [860, 300],
      ],
    ],
    at: [744, 248],
    exists: ({ trail }) => trail,
    seen: ({ trail }) => counted(trail?.coverage.events ?? 0, 'events'),
    rules: ['trails-record', 'flow-trail'],
  },
];

/**
 * The deployment as its file describes it: accounts, VPC, endpoint, buckets, key and logs. The colour of an arrow is what the
 * logs saw; what the review proved of it stands beside.
 */
export function deploymentPicture(report: VerifyReport): Html | readonly Html[] {
  const { shape } = report;
  if (shape === undefined) return [];
  const flows = FLOWS.filter(({ exists }) => exists(shape)).map((flow) => ({
    ...flow,
    saw: flow.seen(report),
    proof: proofOf(flow.rules, report.reviewed),
  }));
  return markup`<figure class="chart" tabindex="0" aria-label="Picture of the deployment">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="deployment-title">
<title id="deployment-title">The deployment ${shape.name}: accounts, VPC, endpoint, buckets, key and logs</title>
${places(shape)}
${flows.map(
  ({ ways, at: [x, y], saw, proof }) => markup`${ways.map((points) => wayLine(points, saw.kind))}
<text class="${saw.kind}" x="${x}" y="${y}">${saw.text}</text>
<text class="detail" x="${x}" y="${y + 16}">review: ${proof}</text>`,
)}
</svg>
<figcaption>${list(flows.map(({ name, saw, proof }) => `${name}: ${saw.text}; review: ${proof}`))}</figcaption>
</figure>`;
}

/** What the bucket of the source is there for, as long as its box is wide. */
const SOURCE = {
  none: 'not replicated',
  native: 'replication: native',
  lambda: 'replication: lambda',
  'native and lambda': 'native and lambda',
} as const;

function places(shape: DeploymentShape): readonly Html[] {
  const { source, destination, vpc, endpoint, hasSource, replication, trail } = shape;
  return [
    box([8, 8, 402, 260], `account ${source.account}`, source.region),
    box([548, 8, 404, 410], `account ${destination.account}`, destination.region),
    ...(vpc === null
      ? []
      : [box([24, 66, 176, 60], vpc, shape.consumers), box([250, 66, 150, 60], 'endpoint', endpoint)]),
    ...(hasSource ? [box([24, 180, 176, 60], 'source bucket', SOURCE[replication ?? 'none'])] : []),
    box([600, 66, 240, 90], 'data bucket', destination.bucket),
    box([600, 176, 70, 44], 'key', destination.key),
    ...(trail ? [box([790, 176, 140, 44], 'CloudTrail', '')] : []),
    ...(destination.logBucket === null ? [] : [box([600, 300, 330, 60], 'log bucket', destination.logBucket)]),
    ...(vpc === null ? [] : [box([230, 300, 160, 60], 'elsewhere', 'internet, NAT, other VPCs')]),
  ];
}

/** What the review said of these rules. Nothing is proved by a review that could not read all. */
function proofOf(rules: readonly string[], reviewed: AuditReport['reviewed']): string {
  if (reviewed === undefined) return 'not given';
  if (reviewed.broken.some((rule) => rules.includes(rule))) return 'refuted';
  return reviewed.complete ? 'proved' : 'open';
}
