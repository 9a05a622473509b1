import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Grammar {
  validate(sql: string): readonly { readonly message: string }[];
}

/** The grammars of Athena's queries and DDL. Bundled first: the package imports folders, which Node does not. */
export function sqlGrammars(): { readonly trino: Grammar; readonly hive: Grammar } {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-grammar-'));
  const outfile = join(folder, 'grammars.cjs');
  const contents = "export { TrinoSQL, HiveSQL } from 'dt-sql-parser'";
  buildSync({
    stdin: { contents, resolveDir: process.cwd() },
    ...{ outfile, bundle: true, format: 'cjs', platform: 'node', logLevel: 'error' },
  });
  const { TrinoSQL, HiveSQL } = createRequire(outfile)(outfile) as Record<'TrinoSQL' | 'HiveSQL', new () => Grammar>;
  rmSync(folder, { recursive: true });
  return { trino: new TrinoSQL(), hive: new HiveSQL() };
}
