import { markup, type Html } from '../../output/html';
import {
  COVERAGE_MEANINGS,
  EVIDENCE_MEANINGS,
  FINDING_MEANINGS,
  NETWORK_MEANINGS,
  VERDICT_MEANINGS,
} from '../glossary';

const CHAPTERS: readonly (readonly [title: string, meanings: Readonly<Record<string, string>>])[] = [
  ['Verdict', VERDICT_MEANINGS],
  ['Network: where a request came from', NETWORK_MEANINGS],
  ['Finding: what that means', FINDING_MEANINGS],
  ['Evidence: how strong a pass is', EVIDENCE_MEANINGS],
  ['What was read', COVERAGE_MEANINGS],
];

/** Every word of the report with its meaning. */
export function glossary(): Html {
  return markup`<section>
<h2>What the words mean</h2>
${CHAPTERS.map(([title, meanings]) => chapter(title, meanings))}
</section>`;
}

function chapter(title: string, meanings: Readonly<Record<string, string>>): Html {
  return markup`<h3>${title}</h3>
<dl>
${Object.entries(meanings).map(([word, meaning]) => markup`<dt>${word}</dt><dd>${meaning}</dd>`)}
</dl>`;
}
