import { HEAP_POINTER, STRIPE, STRIPE_BITS, STRIPES } from '../../../../../audit/engines/local/scanner/layout';
import { loadProgram, randomHashKey, startProgram } from '../../../../../audit/engines/local/scanner/program';
import { logLine } from '../../../log-lines';

test('a scanner that has no more memory holds no lock for which others would wait for ever', () => {
  const limit = 21 * 1024 * 1024;
  const shared = loadProgram(limit, randomHashKey());
  const program = startProgram(shared, { onExact: () => undefined, onAnswer: () => 0, onRecord: () => 0 });
  program.configure(-Infinity, Infinity, 0);
  const at = program.allocate(1024 * 1024);
  // Room for some hundred pages of lines seen, each of which is made while its stripe is held.
  const used = new Uint32Array(shared.memory.buffer, HEAP_POINTER, 1)[0] ?? 0;
  program.allocate(limit - used - 500 * 4096);
  const line = logLine({ requestId: 'IDENTIFIER' });
  const lines = Array.from({ length: 1500 }, (_, i) => `${line.replace('IDENTIFIER', `ID${i}`)}\n`);
  const text = Buffer.from(lines.join(''));
  Buffer.from(shared.memory.buffer).set(text, at);
  expect(() => {
    program.scan(at, at + text.length);
    program.settle();
  }).toThrow(WebAssembly.RuntimeError);
  const words = new Uint32Array(shared.memory.buffer);
  const locks = Array.from({ length: 2 ** STRIPE_BITS }, (_, i) => words[(STRIPES + i * STRIPE) / 4]);
  expect(locks.filter((lock) => lock !== 0)).toEqual([]);
});
