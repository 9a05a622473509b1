import { markup, type Html } from '../../output/html';
import {
  COVERAGE_MEANINGS,
  EVIDENCE_MEANINGS,
  FINDING_MEANINGS,
  NETWORK_MEANINGS,
  VERDICT_MEANINGS,
} from '../glossary';

/** Words with their meanings. */
export type Chapter = readonly [title: string, meanings: Readonly<Record<string, string>>];

const CHAPTERS: readonly Chapter[] = [
  ['Verdict', VERDICT_MEANINGS],
  ['Network: where a request came from', NETWORK_MEANINGS],
  ['Finding: what that means', FINDING_MEANINGS],
  ['Evidence: how strong a pass is', EVIDENCE_MEANINGS],
  ['What was read', COVERAGE_MEANINGS],
];

/** Every word of a page with its meaning; by default those of a report. */
export function glossary(chapters = CHAPTERS): Html {
  return markup`<section>
<h2>What the words mean</h2>
${chapters.map(([title, meanings]) => chapter(title, meanings))}
</section>`;
}

function chapter(title: string, meanings: Readonly<Record<string, string>>): Html {
  return markup`<h3>${title}</h3>
<dl>
${Object.entries(meanings).map(([word, meaning]) => markup`<dt>${word}</dt><dd>${meaning}</dd>`)}
</dl>`;
}
