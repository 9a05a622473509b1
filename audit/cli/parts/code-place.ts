import { basename, isAbsolute, relative, sep } from 'node:path';
import { stat } from 'node:fs/promises';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { DEPLOYMENT_FILE } from '../../../contract/deployment/file-name';
import type { SettingLines } from '../../output/setting-lines';
import type { CodePlace } from '../../output/sarif';
import { readTextFile } from './files';

/** A file as code scanning wants it named: relative to the directory of the run, which is the repository's. */
function inRepository(file: string): string {
  const path = relative(process.cwd(), file);
  const isOutside = isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`);
  return (isOutside ? basename(file) : path).split(sep).join('/');
}

/** The lines of the settings of a deployment.yaml: `privateAccess`, `destination.bucket`. */
export async function settingLines(file: string): Promise<SettingLines> {
  const counter = new LineCounter();
  const document = parseDocument(await readTextFile('--deployment', file), { lineCounter: counter });
  const lines = new Map<string, number>();
  const walk = (map: YAMLMap, path: readonly string[]): void => {
    for (const { key, value } of map.items) {
      if (!isScalar(key) || !key.range) continue;
      const name = [...path, String(key.value)];
      lines.set(name.join('.'), counter.linePos(key.range[0]).line);
      if (isNode(value) && isMap(value)) walk(value, name);
    }
  };
  if (isMap(document.contents)) walk(document.contents, []);
  return { file: inRepository(file), lines };
}

/** Where the path that traffic has to take is said: in the deployment, else in the expectations. */
export async function placeOfExpectations(expect: string | undefined): Promise<CodePlace> {
  if ((await stat(DEPLOYMENT_FILE).catch(() => undefined))?.isFile() === true) {
    const { file, lines } = await settingLines(DEPLOYMENT_FILE).catch(() => ({
      file: DEPLOYMENT_FILE,
      lines: new Map<string, number>(),
    }));
    return { file, line: lines.get('privateAccess') ?? 1 };
  }
  return { file: expect === undefined ? DEPLOYMENT_FILE : inRepository(expect), line: 1 };
}
