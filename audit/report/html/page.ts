import type { Expectations } from '../../../contract/expectations';
import { isoTime } from '../../access-log/log-time';
import { callerText } from '../../judge/caller-text';
import type { Finding, RemoteIpRow } from '../../judge/report';
import { markup, type Html, type HtmlValue } from '../../output/html';
import type { Layout } from '../../output/layout';
import { htmlTable, type Column } from '../../output/html-table';
import { isJudged, type AuditReport, type VerifyReport } from '../rendering';
import { condense, condenseRemoteIps, type RestRow } from '../condense';
import { deploymentPicture } from './deployment-picture';
import { htmlDocument, TOP_ROWS } from './document';
import { list } from './drawing';
import { extentChart } from './extent-chart';
import { glossary } from './glossary';
import { heldAgainst } from './held-against';
import { lineAccounts } from './line-accounts';
import { pathsPicture } from './paths-picture';
import { trafficChart } from './traffic-chart';
import {
  adviceSentences,
  evidenceSentence,
  explanationOf,
  extentSentence,
  findingsSentence,
  leadingSentences,
  networkText,
  readingSentences,
} from '../wording';
import { grouped } from '../../output/numbers';

/** The report as one HTML page for auditors. The verdict and its reasons come first. */
export async function htmlReport(report: AuditReport, { top = TOP_ROWS }: Partial<Layout> = {}): Promise<string> {
  // First what needs no digests: files are still read for them.
  const found = markup`${isJudged(report) ? findings(report.findings, top) : []}
${remoteIps(report.remoteIps, top)}
${coverage(report)}
${glossary()}`;
  const provenance = await report.provenance;
  return htmlDocument({
    title: isJudged(report) ? `S3 traffic: ${report.verdict.toUpperCase()}` : 'S3 remote IPs',
    header: isJudged(report) ? verdict(report, top) : markup`<h1>S3 remote IPs</h1>`,
    main: markup`${heldAgainst(provenance, report.selection)}
${traffic(report)}
${isJudged(report) ? paths(report, provenance?.expectations) : []}
${found}`,
  });
}

function verdict({ verdict: word, reasons, findings: judged }: VerifyReport, top: number): Html {
  return markup`<h1>Is the S3 traffic private?</h1>
<p class="verdict ${word}">${word.toUpperCase()}</p>
<p>${findingsSentence(judged)}</p>
${list(leadingSentences(reasons, top))}
<p class="faint">${evidenceSentence(judged)}</p>
${advice(judged)}`;
}

function advice(judged: readonly Finding[]): Html | readonly Html[] {
  const sentences = adviceSentences(judged);
  return sentences.length === 0 ? [] : markup`<h2>What to look at</h2>\n${list(sentences)}`;
}

function coverage(report: AuditReport): Html {
  const { since, until, buckets } = report.selection;
  const asked = [
    `since ${since === null ? 'the first record' : isoTime(since)}`,
    `until ${until === null ? 'the last record' : isoTime(until)}`,
    buckets.length === 0 ? 'all buckets' : `bucket ${buckets.join(', ')}`,
  ];
  const unread = readingSentences(report);
  return markup`<section>
<h2>What was read</h2>
<p>Asked for: ${asked.join('; ')}. Found: ${extentSentence(report)}.</p>
${unread.length === 0 ? [] : list(unread)}
${lineAccounts(report.aggregate.coverage)}
</section>`;
}

function traffic({ traffic: counted, changes = [] }: AuditReport): Html | readonly Html[] {
  if (counted === undefined || counted.spans.length === 0) return [];
  return markup`<section>
<h2>When</h2>
${trafficChart(counted, changes)}
</section>`;
}

function paths(report: VerifyReport, expectations: Expectations | undefined): Html | readonly Html[] {
  if (expectations === undefined) return [];
  return markup`<section>
<h2>By which paths</h2>
${pathsPicture(expectations, report.findings)}
${deploymentPicture(report)}
</section>`;
}

/** First and last request below each other: two columns of times would push others off the page. */
const SEEN: Column = { head: 'first and last seen', kind: 'time' };

function seen({ firstSeen, lastSeen }: RemoteIpRow): HtmlValue {
  return [markup`<div>${isoTime(firstSeen)}</div>`, markup`<div>${isoTime(lastSeen)}</div>`];
}

function findings(judged: readonly Finding[], top: number): Html {
  const columns: readonly Column[] = [
    { head: 'finding' },
    { head: 'remote IP', kind: 'address' },
    { head: 'network' },
    { head: 'requester', kind: 'names' },
    { head: 'why' },
    { head: 'evidence' },
    { head: 'requests', kind: 'number' },
    { head: 'bucket' },
    SEEN,
  ];
  const { listed, rest } = condense(judged, top);
  const rows = listed.map((finding) => [
    markup`<span class="${finding.finding}">${finding.finding}</span>`,
    finding.remoteIp ?? '-',
    networkText(finding),
    callerText(finding.requester),
    explanationOf(finding),
    finding.evidence,
    grouped(finding.requests),
    finding.bucket,
    seen(finding),
  ]);
  const caption = 'Each requester from each remote IP, judged by its worst request; the gravest first';
  return markup`<section>
<h2>Findings</h2>
${timeline(listed)}
${htmlTable({ caption, columns, rowHead: 1, rows, listed: true })}
${others(rest, 'findings')}
</section>`;
}

function timeline(judged: readonly Finding[]): Html | readonly Html[] {
  const chart = extentChart(judged);
  if (chart === undefined) return [];
  return markup`<figure class="chart" tabindex="0" aria-label="Chart of findings in time">${chart}</figure>
<p class="faint">Each bar reaches from the first to the last request of one finding, whatever lies between:
<span class="violation">violation</span>, <span class="blocked">blocked</span>, <span class="exempt">exempt</span>,
<span class="pass">pass</span>. A line is midnight UTC.</p>`;
}

function remoteIps(found: readonly RemoteIpRow[], top: number): Html {
  const numbers = ['requests', 'allowed', 'denied', 'failed', 'unknown', 'bytes sent'];
  const columns: readonly Column[] = [
    { head: 'bucket' },
    { head: 'remote IP', kind: 'address' },
    { head: 'network' },
    ...numbers.map((head): Column => ({ head, kind: 'number' })),
    { head: 'requesters', kind: 'names' },
    { head: 'operations', kind: 'names' },
    SEEN,
  ];
  const { listed, rest } = condenseRemoteIps(found, top);
  const rows = listed.map((row) => [
    row.bucket,
    row.remoteIp ?? '-',
    networkText(row),
    ...[row.requests, row.allowed, row.denied, row.failed, row.unknown, row.bytesSent].map(grouped),
    row.requesters.map((requester) => (requester === '-' ? 'anonymous' : requester)).join(', '),
    row.operations.join(', '),
    seen(row),
  ]);
  const caption = 'Every address that a request came from; "-" where the log names none';
  return markup`<section>
<h2>Remote IPs</h2>
${htmlTable({ caption, columns, rowHead: 1, rows, listed: true })}
${others(rest, 'remote IPs')}
</section>`;
}

/** What is not listed one by one. */
function others(rest: readonly RestRow[], what: string): Html | readonly Html[] {
  if (rest.length === 0) return [];
  return htmlTable({
    caption: `Further ${what}, less grave or less frequent, counted by network and range; all of them: --format json or csv`,
    columns: [
      { head: 'range', kind: 'address' },
      { head: 'network' },
      { head: what, kind: 'number' },
      { head: 'requests', kind: 'number' },
      { head: 'allowed', kind: 'number' },
    ],
    rowHead: 0,
    rows: rest.map(({ range, network, addresses, requests, allowed }) => [
      range ?? 'others',
      network,
      grouped(addresses),
      grouped(requests),
      grouped(allowed),
    ]),
  });
}
