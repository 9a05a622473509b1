import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { bundleHandler } from '../../../modules/lambda-replication/bundle';

const project = resolve(__dirname, '..', '..', '..');

describe("the handler's archive", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('is the same in two runs and two directories, and its hash is the one Lambda computes', () => {
    const first = bundleHandler(join(folder, 'one'));
    const second = bundleHandler(join(folder, 'two', 'deeper'));
    const bytes = readFileSync(first.path);
    expect(readFileSync(second.path).equals(bytes)).toBe(true);
    expect(second.sourceCodeHash).toBe(first.sourceCodeHash);
    expect(first.sourceCodeHash).toBe(createHash('sha256').update(bytes).digest('base64'));
  });

  test('is the same from another checkout, in another time zone', () => {
    const checkout = join(folder, 'elsewhere');
    mkdirSync(checkout);
    for (const part of ['modules/lambda-replication', 'contract', 'package.json', 'tsconfig.json']) {
      cpSync(join(project, part), join(checkout, part), { recursive: true });
    }
    symlinkSync(join(project, 'node_modules'), join(checkout, 'node_modules'));
    const script = `console.log(require('./modules/lambda-replication/bundle').bundleHandler('out').sourceCodeHash)`;
    const hash = execFileSync(process.execPath, [require.resolve('tsx/cli'), '-e', script], {
      cwd: checkout,
      env: { ...process.env, TZ: 'Pacific/Kiritimati' },
      encoding: 'utf8',
    });
    expect(hash.trim()).toBe(bundleHandler(folder).sourceCodeHash);
  });

  test('holds one module that needs nothing but Node', () => {
    const files = unzipSync(readFileSync(bundleHandler(folder).path));
    expect(Object.keys(files)).toEqual(['index.mjs']);
    const source = Buffer.from(files['index.mjs']!).toString();
    const imported = [...source.matchAll(/\bfrom ?"([^"]+)"/g)].map(([, name]) => name!);
    expect(imported.filter((name) => name.startsWith('@') || name.startsWith('.'))).toEqual([]);
    expect(source).not.toContain(project);
  });
});
