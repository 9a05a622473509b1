import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from './browser';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core is asked of: names of ways to look, and the browser's flags. */
export const WAYS_TO_LOOK: readonly (readonly [way: string, flags: readonly string[]])[] = [
  ['on a wide screen', ['--window-size=1400,900']],
  ['on a narrow one', ['--window-size=400,900']],
  ['in dark colours', ['--window-size=1400,900', '--force-dark-mode', '--blink-settings=preferredColorScheme=0']],
];

/**
 * What axe-core finds in a page, its policy taken away: that would refuse the script that looks.
 *
 * @param folder an empty directory.
 */
export async function violationsOf(page: string, folder: string, flags: readonly string[]): Promise<readonly string[]> {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const look = `axe.run(document).then(({ violations }) => {
    const found = document.createElement('pre');
    found.id = 'axe';
    found.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) }))))));
    document.body.append(found);
  });`;
  const file = join(folder, 'looked-at.html');
  const open = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  writeFileSync(
    file,
    open.replace('</body>', () => `<script>${axe}</script><script>${look}</script></body>`),
  );
  const { dom } = await render(file, folder, ['--virtual-time-budget=20000', ...flags]);
  const found = /<pre id="axe">([^<]*)<\/pre>/.exec(dom)?.[1];
  if (found === undefined) throw new Error('axe-core did not answer');
  const violations = JSON.parse(Buffer.from(found, 'base64').toString()) as readonly Violation[];
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`.slice(0, 500),
  );
}
