import { printable } from '../../contract/printable';

test.each([
  ['\u001b[31mred', '\\x1b[31mred'],
  ['a\u202egnp.exe', 'a\\u202egnp.exe'],
  ['line\nfeed\r\t\u0000', 'line\\x0afeed\\x0d\\x09\\x00'],
  ['\u009b31m', '\\x9b31m'],
  ['zero\u200bwidth', 'zero\\u200bwidth'],
  ['\u{e0001}', '\\u{e0001}'],
  ['\ud800', '\\ud800'],
  ['::error::x', '\\x3a:error::x'],
  ['a ::add-mask::x', 'a \\x3a:add-mask::x'],
  ['##vso[task.setvariable]', '\\x23#vso[task.setvariable]'],
  ['::1 ::ffff:10.0.0.1 arn:aws:s3:::orders', '::1 ::ffff:10.0.0.1 arn:aws:s3:::orders'],
  ['주문 ñ 😀 <b>&', '주문 ñ 😀 <b>&'],
])('%j is printed as %s', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
