import fc from 'fast-check';
import { linesOf, together } from '../../audit/rehearse/search/in-sql';
import { pointPolicyOf, policyOf } from '../../audit/rehearse/search/judge-world';
import { POINT } from '../../audit/rehearse/search/random-policies';
import { recordedWorld } from '../../audit/rehearse/search/recorded-world';
import { ACCOUNT, REGION, type World } from './worlds';

/** Worlds of 80 requests, each with the policies that they are rehearsed by; the same ones every time. */
export function rehearsedWorlds(
  of: number,
): readonly (World & { readonly policies: Readonly<Record<string, object>> })[] {
  const worlds = fc.sample(recordedWorld, { numRuns: of * 4, seed: 19 });
  return Array.from({ length: of }, (_, i) => {
    const world = together(worlds.slice(i * 4, i * 4 + 4));
    const events = world.requests.flatMap(({ event }) => (event === null ? [] : [event]));
    return {
      ...{
        name: `rehearsal ${i}`,
        layout: 'simple' as const,
        policies: { data: policyOf(world), [POINT]: pointPolicyOf(world) },
      },
      logs: {
        'a.log': linesOf(world)
          .map((line) => `${line}\n`)
          .join(''),
      },
      trail: { [`${ACCOUNT}/CloudTrail/${REGION}/2026/02/06/x.json`]: JSON.stringify({ Records: events }) },
      args: ['rehearse', '--plain', '--format', 'json', '--since', '2026-02-06', '--until', '2026-02-06T00:00:41Z'],
    };
  });
}
