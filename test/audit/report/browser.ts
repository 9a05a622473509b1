import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Bounds a browser that does not come up. */
const LONGEST_RUN_MS = 50_000;

/**
 * Why no browser can run here, in a sentence, or undefined if one can.
 * @throws Error with that sentence where CI=true: there a skipped proof is a failed one.
 */
export function browserUnavailable(): string | undefined {
  if (CHROMIUM.some(existsSync)) return undefined;
  const reason = `chromium is not installed (${CHROMIUM.join(', ')})`;
  if (process.env.CI === 'true') throw new Error(`A browser must run in CI, but ${reason}.`);
  return reason;
}

/** What a browser made of a page. */
export interface Rendered {
  /** The document after loading, and after any script that could run. */
  readonly dom: string;
  /** What the page made the browser complain of: refused scripts, styles and requests. */
  readonly complaints: readonly string[];
}

/**
 * Opens a page in a real browser without a window, scripts allowed.
 *
 * @param folder an empty directory for the browser's profile.
 * @param more flags of the browser, such as its window's size.
 */
export async function render(file: string, folder: string, more: readonly string[] = []): Promise<Rendered> {
  const browser = CHROMIUM.find(existsSync) ?? '';
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-logging=stderr',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--dump-dom',
    ...more,
  ];
  const { stdout, stderr } = await promisify(execFile)(browser, [...flags, pathToFileURL(file).href], {
    timeout: LONGEST_RUN_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { dom: stdout, complaints: stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
}
