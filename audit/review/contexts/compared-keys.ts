import type { CompiledCondition } from '../../policy/condition';
import type { KeyMention } from '../../policy/mentions';
import { readCompared, type ComparedText } from './atoms/pattern';

/** Every text that policies compare a key with, once for each way to read it. */
export function comparedTexts(mention: KeyMention | undefined): readonly ComparedText[] {
  return (mention?.conditions ?? []).flatMap((condition) => {
    const texts = KNOWN.get(condition) ?? textsOf(condition);
    KNOWN.set(condition, texts);
    return texts;
  });
}

/** The same conditions are mentioned in many situations. */
const KNOWN = new WeakMap<CompiledCondition, readonly ComparedText[]>();

function textsOf({ clause, operator, reads }: CompiledCondition): readonly ComparedText[] {
  return clause.values.flatMap((text) => {
    const read = (variables: boolean): ComparedText[] =>
      [readCompared(operator, text, variables)].filter((one) => one !== undefined);
    if (!text.includes('${') || reads.length > 1) return read(true);
    // No key is read: the policy is of a version without variables, or these are escapes.
    return [...read(true).filter((one) => one.reads.length === 0), ...read(false)];
  });
}

/** Keys that AWS fills with the same things, so that goals compare them. */
const ALIKE: readonly (readonly string[])[] = [
  ['aws:sourcevpc', 'aws:ec2instancesourcevpc'],
  ['aws:currenttime', 'aws:epochtime'],
];

/**
 * Divides keys into groups of which policies compare the values with each other (`"aws:SourceVpce": "${aws:referer}"`):
 * these must be given values together.
 */
export function comparedGroups(
  keys: readonly string[],
  mentions: ReadonlyMap<string, KeyMention>,
): readonly (readonly string[])[] {
  const pairs = [
    ...keys.flatMap((key) =>
      comparedTexts(mentions.get(key)).flatMap(({ whole }) => (whole ? [[key, whole.key]] : [])),
    ),
    ...ALIKE,
  ];
  let groups: readonly (readonly string[])[] = keys.map((key) => [key]);
  for (const pair of pairs) {
    const joined = groups.filter((group) => group.some((key) => pair.includes(key)));
    if (joined.length > 1) groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  return groups;
}
