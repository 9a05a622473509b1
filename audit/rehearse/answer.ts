import { grouped } from '../output/numbers';
import type { Change, Rehearsed } from './rehearsal';
import type { RehearsalCoverage } from './report';
import { sumOf } from './rows';

/** Changes by the words of `--fail-on`. */
const NAMES = {
  denied: 'would-be-denied',
  allowed: 'would-be-allowed',
  undecided: 'undecided',
} as const satisfies Record<string, Change>;

export type FailOn = keyof typeof NAMES;

export const CHANGES_TO_FAIL_ON = Object.keys(NAMES) as readonly FailOn[];

const SENTENCES: Readonly<Record<FailOn, (requests: string, callers: string) => string>> = {
  denied: (requests, callers) => `${requests} requests that got through would be denied: ${callers}`,
  allowed: (requests, callers) => `${requests} requests that were refused would be allowed: ${callers}`,
  undecided: (requests, callers) => `${requests} requests are undecided: ${callers}`,
};

const MOST_CALLERS = 3;

/**
 * The answer of a rehearsal: 1 where somebody loses or gains access, else 3 where something is undecided or could not be
 * read, else 0.
 *
 * @param failOn what counts.
 */
export function answerOf(
  rehearsed: readonly Rehearsed[],
  coverage: RehearsalCoverage,
  failOn: readonly FailOn[],
): { readonly exitCode: 0 | 1 | 3; readonly reasons: readonly string[] } {
  const found = CHANGES_TO_FAIL_ON.map((name) => ({ name, sentence: sentenceOf(name, rehearsed) })).flatMap(
    ({ name, sentence }) => (sentence === undefined ? [] : [{ name, sentence, counts: failOn.includes(name) }]),
  );
  const doubts = doubtsOf(coverage).map((sentence) => ({
    name: 'undecided' as const,
    sentence,
    counts: failOn.includes('undecided'),
  }));
  const all = [...found, ...doubts];
  const counted = all.filter(({ counts }) => counts);
  const reasons = counted.map(({ sentence }) => sentence);
  if (counted.some(({ name }) => name !== 'undecided')) return { exitCode: 1, reasons };
  if (reasons.length > 0) return { exitCode: 3, reasons };
  const isKept = all.every(({ name }) => name === 'undecided');
  return {
    exitCode: 0,
    reasons: [...(isKept ? [NOBODY] : []), ...all.map(({ sentence }) => `${sentence} (does not count: --fail-on)`)],
  };
}

const NOBODY =
  'nobody who got through would be denied, and nobody who was refused would be allowed, by the planned policies';

/** Whom a change would come to; nothing where it comes to nobody. */
function sentenceOf(name: FailOn, rehearsed: readonly Rehearsed[]): string | undefined {
  const groups = rehearsed.filter(({ change }) => change === NAMES[name]);
  if (groups.length === 0) return undefined;
  return SENTENCES[name](grouped(sumOf(groups, 'requests')), callersOf(groups));
}

function callersOf(groups: readonly Rehearsed[]): string {
  const callers = [...new Set(groups.map(({ group }) => group.requester ?? 'anonymous'))];
  const more = callers.length > MOST_CALLERS ? ` and ${grouped(callers.length - MOST_CALLERS)} more` : '';
  return callers.slice(0, MOST_CALLERS).join(', ') + more;
}

/** What was not rehearsed may lose or gain access too. */
export function doubtsOf({
  records,
  rejects,
  unlogged,
  unrehearsed,
  trailUnreadable,
  damaged,
  otherBuckets,
  outsideWindow,
  unmeasured = 0,
  notHeld = [],
  endpointDenials = 0,
  timesToCome = [],
}: RehearsalCoverage): readonly string[] {
  return [
    ...(records - otherBuckets - outsideWindow + unlogged === 0
      ? ['no record of a bucket with a planned policy: nothing was rehearsed']
      : []),
    ...(rejects > 0 ? [`${grouped(rejects)} lines could not be read: s3-audit rejects`] : []),
    ...(unrehearsed > 0
      ? [`${grouped(unrehearsed)} requests are known from CloudTrail alone, which does not tell what they asked for`]
      : []),
    ...(trailUnreadable > 0 ? [`${grouped(trailUnreadable)} records of CloudTrail could not be read`] : []),
    ...(unmeasured > 0
      ? [
          `the engine tells no size of ${grouped(unmeasured)} log objects that it read: an end that was cut off would not be seen`,
        ]
      : []),
    ...(endpointDenials > 0
      ? [
          `${grouped(endpointDenials)} requests that the policy of an endpoint denied may be let in by the planned one: CloudTrail does not tell what they asked for`,
        ]
      : []),
    ...timesToCome.map(
      (time) =>
        `the planned policies change by themselves at ${time}, after all that was recorded: --assume aws:CurrentTime=${time} asks them as of then`,
    ),
    ...notHeld.map((address) => `${address} may decide requests too, and was not held against them`),
    ...damaged.map(({ file, reason }) => `${file} was read only in part: ${reason}`),
  ];
}
