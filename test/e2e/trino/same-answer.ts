import { isUtf8 } from 'node:buffer';
import { ENDS_WITHIN_LINE, MIXED_LINE_ENDS } from '../../../audit/sources/file-bytes';
import type { Answer, Stage, World } from './worlds';

/** How many worlds were compared, for the end. */
let told = 0;
export const worldsTold = (): number => told;

/**
 * Holds the answer of Trino to that of the local engine: what is said, what is written, and the exit code, byte for byte.
 *
 * @returns what Trino's writes.
 */
export async function expectSame(stage: Stage, world: World): Promise<string> {
  const { local, trino } = await answersTo(stage, world);
  expect(trino).toEqual(local);
  told++;
  return trino.text;
}

/** The answers of both engines without what SQL cannot know; the rest must be the same, byte for byte. */
export async function answersTo(
  stage: Stage,
  world: World,
): Promise<{ readonly local: Answer; readonly trino: Answer }> {
  const known = knowable(world);
  const comparable = ({ code, text, said }: Answer): Answer => ({
    ...{ code, said: withoutNotes(said) },
    text: code === 2 ? '' : known(text),
  });
  const { local, trino } = await stage.ask(world);
  return { local: comparable(local), trino: comparable(trino) };
}

/** What Trino says beside the answer: how much it read, and that a simple prefix is read whole. */
const withoutNotes = (said: string): string =>
  said.replace(/^s3-audit: (read |the table has no partitions|the log folders of).*\n/gm, '');

/** Something that SQL cannot know in principle. Everything else is the same, and all that moves the verdict is. */
interface Unknowable {
  readonly what: string;
  readonly why: string;
  readonly in: (world: World) => boolean;
  readonly without: (report: Report, world: World) => void;
}

interface Report {
  reasons?: string[];
  coverage: { damaged: { file: string; reason: string }[] };
  rejects?: { text: string; line: number }[];
}

const isOfEnds = (words: string): boolean => [ENDS_WITHIN_LINE, MIXED_LINE_ENDS].some((end) => words.includes(end));

const UNKNOWABLE: readonly Unknowable[] = [
  {
    what: 'how the lines end of an object that is compressed, or has bytes that are no UTF-8',
    why: 'its size in S3 is not that of its text; a gzip file that was cut fails the query, and such bytes make rejects',
    in: ({ logs }) => Object.entries(logs).some(([path, body]) => path.endsWith('.gz') || !isUtf8(Buffer.from(body))),
    without: (report) => {
      if (report.reasons) report.reasons = report.reasons.filter((reason) => !isOfEnds(reason));
      report.coverage.damaged = report.coverage.damaged.filter(({ reason }) => !isOfEnds(reason));
    },
  },
  {
    what: 'how many files a trail has, its digests and what else was passed over',
    why: 'a query counts events; digests lie in a folder of their own, which no table reads',
    in: ({ trail }) => trail !== undefined,
    without: (report) => {
      Object.assign(report.coverage, { cloudtrailDigests: 0, cloudtrailPassedOver: {} });
    },
  },
  {
    what: 'which file of a trail is damaged',
    why: 'its events are rows, of which those that cannot be read are counted',
    in: ({ trail }) => trail !== undefined,
    without: (report, { trail = {} }) => {
      if (report.reasons) report.reasons = report.reasons.filter((text) => !text.startsWith('CloudTrail file '));
      report.coverage.damaged = report.coverage.damaged.filter(({ file }) => !(file in trail));
    },
  },
  {
    what: 'the number of a line',
    why: 'SQL numbers none; rejects come in no order',
    in: ({ args }) => args[0] === 'rejects',
    without: (report) => {
      report.rejects = (report.rejects ?? []).map((reject) => ({ ...reject, line: 0 })).sort(byText);
    },
  },
];

const byText = (a: { readonly text: string }, b: { readonly text: string }): number => (a.text < b.text ? -1 : 1);

function knowable(world: World): (text: string) => string {
  const hidden = UNKNOWABLE.filter((unknowable) => unknowable.in(world));
  if (hidden.length === 0) return (text) => text;
  return (text) => {
    const report = JSON.parse(text) as Report;
    for (const { without } of hidden) without(report, world);
    return JSON.stringify(report, null, 2);
  };
}
