import type { Expectations } from '../../../contract/expectations';
import type { Network } from '../../judge/network';
import { FINDINGS, type FindingKind } from '../../judge/judgement';
import type { Finding } from '../../judge/report';
import { markup, type Html } from '../../output/html';
import { grouped } from '../../output/numbers';
import { requestsOf } from '../../records/extent';

/** A place that requests come from, and which networks of the report are it. */
interface Place {
  readonly name: string;
  readonly networks: readonly Network[];
  /** What stands below the name. */
  readonly detail: (expectations: Expectations) => string;
  /** Whether its way leads through the expected endpoint. */
  readonly throughEndpoint: boolean;
  /** Drawn although no request came from there: what the perimeter is about. */
  readonly always: boolean;
}

const NO_DETAIL = (): string => '';
const PLACES: readonly Place[] = [
  {
    name: 'expected VPC',
    networks: ['endpoint', 'expected-vpc'],
    detail: ({ vpcCidrs }) => someOf(vpcCidrs),
    throughEndpoint: true,
    always: true,
  },
  {
    name: 'its NAT gateway',
    networks: ['own-nat'],
    detail: ({ natAddresses }) => someOf(natAddresses),
    throughEndpoint: false,
    always: true,
  },
  { name: 'the internet', networks: ['public'], detail: NO_DETAIL, throughEndpoint: false, always: true },
  { name: 'CloudFront', networks: ['relay'], detail: NO_DETAIL, throughEndpoint: false, always: false },
  {
    name: 'other endpoints',
    networks: ['foreign-endpoint'],
    detail: NO_DETAIL,
    throughEndpoint: false,
    always: false,
  },
  {
    name: 'other private networks',
    networks: ['other-private'],
    detail: NO_DETAIL,
    throughEndpoint: false,
    always: false,
  },
  {
    name: 'AWS services',
    networks: ['aws-service', 'via-service'],
    detail: NO_DETAIL,
    throughEndpoint: false,
    always: false,
  },
  { name: 'origin unknown', networks: ['unknown'], detail: NO_DETAIL, throughEndpoint: false, always: false },
];

const WIDTH = 960;
const ROW = 64;
const BOX = { left: 8, width: 230, height: 48 } as const;
const ENDPOINT = { left: 390, width: 200, height: 48 } as const;
const BUCKETS = { left: 724, width: 228 } as const;

/**
 * The ways to the buckets, as the expectations have them and the logs saw them: an arrow is as grave as the gravest finding
 * that came by it. The same is told in words below it, by a list.
 */
export function pathsPicture(expectations: Expectations, findings: readonly Finding[]): Html {
  const ways = PLACES.map((place) => wayOf(place, findings)).filter(
    ({ place, requests }) => place.always || requests > 0,
  );
  const height = Math.max(ways.length * ROW, 3 * ROW);
  return markup`<figure class="chart" tabindex="0" aria-label="Picture of the paths">
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="paths-title">
<title id="paths-title">By which paths requests reached the buckets</title>
${box(ENDPOINT.left, 8, ENDPOINT.width, ENDPOINT.height, 'VPC endpoint', someOf(expectations.vpcEndpoints))}
${box(BUCKETS.left, 8, BUCKETS.width, height - 16, 'buckets', someOf(expectations.buckets))}
${ways.map((way, i) => wayDrawn(way, i, expectations))}
</svg>
<figcaption>${list(ways)}</figcaption>
</figure>`;
}

interface Way {
  readonly place: Place;
  readonly requests: number;
  /** `undefined` where no request came by it. */
  readonly worst: FindingKind | undefined;
  readonly gotThrough: number;
}

function wayOf(place: Place, findings: readonly Finding[]): Way {
  const own = findings.filter(({ network }) => place.networks.includes(network));
  return {
    place,
    requests: requestsOf(own),
    worst: FINDINGS.find((kind) => own.some(({ finding }) => finding === kind)),
    gotThrough: own.reduce((total, { violations }) => total + (violations?.requests ?? 0), 0),
  };
}

function wayDrawn(way: Way, i: number, expectations: Expectations): Html {
  const { place, requests, worst } = way;
  const top = i * ROW + 8;
  const y = top + BOX.height / 2;
  const from = BOX.left + BOX.width;
  const kind = worst ?? 'unseen';
  const label = worst === undefined ? 'no request' : grouped(requests);
  const arrow = place.throughEndpoint
    ? [line(from, ENDPOINT.left, y, kind), line(ENDPOINT.left + ENDPOINT.width, BUCKETS.left, y, kind)]
    : [line(from, BUCKETS.left, y, kind)];
  return markup`${box(BOX.left, top, BOX.width, BOX.height, place.name, place.detail(expectations))}
${arrow}
<text class="${kind}" x="${from + 14}" y="${y - 6}">${label}</text>`;
}

function line(from: number, to: number, y: number, kind: string): Html {
  return markup`<line class="way ${kind}" x1="${from}" x2="${to - 8}" y1="${y}" y2="${y}" /><path class="head ${kind}" d="M${to} ${y} l-10 -5 v10 z" />`;
}

function box(left: number, top: number, width: number, height: number, name: string, detail: string): Html {
  return markup`<rect class="place" x="${left}" y="${top}" width="${width}" height="${height}" rx="4" />
<text x="${left + 10}" y="${top + 20}">${name}</text>
<text class="detail" x="${left + 10}" y="${top + 38}">${detail}</text>`;
}

/** As much as fits into a box. */
function someOf(texts: readonly string[]): string {
  const [first = 'none', ...others] = texts;
  const cut = first.length > 30 ? `${first.slice(0, 29)}…` : first;
  return others.length === 0 ? cut : `${cut} +${others.length}`;
}

function list(ways: readonly Way[]): Html {
  return markup`<ul>
${ways.map(({ place, requests, worst, gotThrough }) => {
  const through = gotThrough > 0 ? `, of which ${grouped(gotThrough)} got through and should not have` : '';
  const text = worst === undefined ? 'no request' : `${grouped(requests)} requests (${worst})${through}`;
  return markup`<li>${place.name}: ${text}</li>`;
})}
</ul>`;
}
