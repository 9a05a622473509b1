import { spawnSync } from 'node:child_process';
import { INLINED, inlineLittleDuring } from '../../../audit/threads/inline-little';

test('V8 inlines as much by itself as it does again after work beside it', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(/--max-inlined-bytecode-size[ =](\d+)\n/.exec(stdout)?.[1]).toBe(String(INLINED));
});

test('work beside the main thread gives what it found, or fails as it failed', async () => {
  await expect(inlineLittleDuring(() => Promise.resolve(7))).resolves.toBe(7);
  await expect(inlineLittleDuring(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
