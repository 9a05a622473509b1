import { utf8Text } from '../../../audit/access-log/utf8-text';

test.each([
  ['plain', 'plain'],
  ['caf\u00c3\u00a9', 'caf\u00e9'],
  ['caf\u00e9', 'caf\ufffd'],
])('bytes %j are the text %j', (bytes, text) => {
  expect(utf8Text(bytes)).toBe(text);
});
