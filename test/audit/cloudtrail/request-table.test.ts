import fc from 'fast-check';
import { hasHostId, keyOf, writeKey } from '../../../audit/cloudtrail/request-key';
import { RequestTable } from '../../../audit/cloudtrail/request-table';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\ud800', '\udfff', '\ufffd', '\0', 'Ã©', 'é', ' '),
);

test('a request is found by its key, and by no other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, fc.option(anyText)), { maxLength: 40 }), (ids) => {
      const table = new RequestTable();
      const known = new Map<string, number>();
      for (const [requestId, hostId] of ids) {
        const text = `${requestId} ${hostId ?? ''}`;
        const key = keyOf(requestId, hostId);
        expect(table.find(key, 0, key.length)).toBe(known.get(text) ?? -1);
        const number = table.findOrAdd(Buffer.concat([Buffer.from('xx'), key, Buffer.from('y')]), 2, 2 + key.length);
        expect(number).toBe(known.get(text) ?? known.size);
        known.set(text, number);
        expect(table.keyOf(number)).toEqual(key);
        expect(hasHostId(key)).toBe(!text.endsWith(' '));
      }
      expect(table.size).toBe(known.size);
    }),
  );
});

test('a key that is written from bytes is the key of the texts, but for ids of other characters', () => {
  fc.assert(
    fc.property(anyText, anyText, (requestId, hostId) => {
      const bytes = Buffer.from(`[${requestId}][${hostId}]`, 'utf8');
      const [idAt, idEnd] = [1, 1 + Buffer.byteLength(requestId)];
      const key = Buffer.alloc(1000);
      const end = writeKey(key, 3, bytes, { idAt, idEnd, hostAt: idEnd + 2, hostEnd: bytes.length - 1 });
      const isAscii = /^[ -~]*$/.test(requestId + hostId);
      expect(end >= 0).toBe(isAscii);
      if (isAscii) expect(key.subarray(3, end)).toEqual(keyOf(requestId, hostId));
    }),
  );
});

test('requests are told apart, whichever chunk their keys lie in', () => {
  const table = new RequestTable();
  const keys = Array.from({ length: 60 }, (_, i) => Buffer.from(`${String(i).padStart(500_000, '0')} host`));
  for (const key of keys) table.findOrAdd(key, 0, key.length);
  for (const [i, key] of keys.entries()) {
    expect([table.find(key, 0, key.length), table.keyOf(i).equals(key)]).toEqual([i, true]);
  }
});

test('what does not fit into memory ends with what to do about it', () => {
  const table = new RequestTable(1_000_000);
  expect(() => {
    for (let i = 0; i < 1_000_000; i++) table.findOrAdd(Buffer.from(`R${i} host`), 0, `R${i} host`.length);
  }).toThrow('memory does not suffice for events of more than 16,384 requests: judge a shorter time');
});
