import { isoTime } from '../../access-log/log-time';
import { markup, type Html, type HtmlValue } from '../../output/html';
import { htmlTable } from '../../output/html-table';
import { grouped } from '../../output/numbers';
import type { FilesSummary } from '../../sources/summarize-files';
import type { Selection } from '../../records/selection';
import type { Provenance } from '../rendering';

/** One thing that a report was held against, and what it was. */
export type Held = readonly [what: string, values: readonly string[]];

/**
 * What the report was held against and made from: without that, a verdict cannot be checked later.
 *
 * @param others what else it was held against.
 */
export function heldAgainst(
  provenance: Provenance | undefined,
  { since, until, buckets }: Selection,
  others: readonly Held[] = [],
): Html | readonly Html[] {
  if (provenance === undefined) return [];
  const rows: readonly Held[] = [
    ...others,
    ...expectedRows(provenance),
    [
      'window',
      [`${since === null ? 'the first record' : isoTime(since)} to ${until === null ? 'the last' : isoTime(until)}`],
    ],
    ['buckets asked for', buckets.length === 0 ? ['all'] : buckets],
    ['access logs', sourceTexts(provenance.logs)],
    ['CloudTrail', sourceTexts(provenance.cloudtrail)],
    ['made', [`${isoTime(provenance.madeAt)} by ${provenance.tool}`]],
  ];
  return markup`<section>
<h2>What it was held against</h2>
${htmlTable({
  caption: 'What was expected, what was read, and when this was made',
  columns: [{ head: 'what' }, { head: 'value' }],
  rowHead: 0,
  rows: rows.map(([what, values]) => [what, lines(values)]),
})}
${fileTable('access log files', provenance.logs)}
${fileTable('CloudTrail files', provenance.cloudtrail)}
</section>`;
}

function expectedRows({ expectations }: Provenance): readonly Held[] {
  if (expectations === undefined) return [['expectations', ['none: every address is judged by its range alone']]];
  const { buckets, vpcEndpoints, region, vpcCidrs, natAddresses, exempt, services, accounts } = expectations;
  return [
    ['expected buckets', buckets],
    ['expected endpoints', vpcEndpoints],
    ...(region === undefined ? [] : [['their region', [region]] as const]),
    ['ranges of the VPC', vpcCidrs],
    ['NAT addresses', natAddresses],
    ['exempt', exempt.map(({ principal, reason }) => `${principal} (${reason})`)],
    ['expected services', services.map(({ service, reason }) => `${service} (${reason})`)],
    ...(accounts === undefined ? [] : [['known accounts', accounts] as const]),
  ];
}

function sourceTexts(source: FilesSummary | undefined): readonly string[] {
  if (source === undefined) return ['not read from files here'];
  const { changed } = source;
  return [
    `${grouped(source.files)} files, ${grouped(source.bytes)} bytes`,
    `SHA-256 of their list: ${source.digest}`,
    ...(changed === 0
      ? []
      : [
          `${grouped(changed)} of them changed after reading began: what was read may be another text than was digested`,
        ]),
  ];
}

function lines(values: readonly string[]): HtmlValue {
  return values.length === 0 ? 'none' : values.map((value) => markup`<div>${value}</div>`);
}

const CHANGED = 'changed after reading began: no digest of what was read';

function fileTable(what: string, source: FilesSummary | undefined): Html | readonly Html[] {
  if (source === undefined || source.listed.length === 0) return [];
  const more =
    source.files > source.listed.length ? `the first ${source.listed.length} of ${grouped(source.files)}` : 'all';
  return markup`<details><summary>${what}, ${more}</summary>
${htmlTable({
  caption: `${what} with their digests`,
  columns: [
    { head: 'file', kind: 'names' },
    { head: 'bytes', kind: 'number' },
    { head: 'SHA-256', kind: 'names' },
  ],
  rowHead: 0,
  rows: source.listed.map(({ name, bytes, sha256, isChanged }) => [
    ...[name, grouped(bytes), isChanged ? CHANGED : (sha256 ?? 'could not be read again')],
  ]),
})}
</details>`;
}
