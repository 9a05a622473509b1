import fc from 'fast-check';
import { linesOf, together } from '../../audit/rehearse/search/in-sql';
import { policyOf } from '../../audit/rehearse/search/judge-world';
import { recordedWorld } from '../../audit/rehearse/search/recorded-world';
import { ACCOUNT, REGION, type World } from './worlds';

/** Worlds of 80 requests, each with the policy that they are rehearsed by; the same ones every time. */
export function rehearsedWorlds(of: number): readonly (World & { readonly policy: string })[] {
  const worlds = fc.sample(recordedWorld, { numRuns: of * 4, seed: 19 });
  return Array.from({ length: of }, (_, i) => {
    const world = together(worlds.slice(i * 4, i * 4 + 4));
    const events = world.requests.flatMap(({ event }) => (event === null ? [] : [event]));
    return {
      ...{ name: `rehearsal ${i}`, layout: 'simple' as const, policy: JSON.stringify(policyOf(world)) },
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
