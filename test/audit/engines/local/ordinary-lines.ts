import fc from 'fast-check';

/**
 * Lines on the border of what the scanner takes for ordinary: each field mostly such, sometimes a near miss. Written out as
 * text, since what counts here are single bytes.
 */
const mostly = (usual: string, ...rare: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...rare) });

const head = fc.tuple(
  mostly(
    '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
    '-',
    'a[b]',
    'a\u00a0b',
    'a\tb',
    'a\u007f',
    '',
  ),
  mostly('orders', 'or[ders', '-', 'Orders_1', 'or\u00a0ders', 'b!', ''),
  mostly(
    '[05/Jan/2026:08:00:03 +0000]',
    '[29/Feb/2024:23:59:59 +0000]',
    '[29/Feb/2026:08:00:03 +0000]',
    '[31/Apr/2026:08:00:03 +0000]',
    '[05/Jan/2026:08:00:60 +0000]',
    '[05/Jan/2026:24:00:00 +0000]',
    '[05/Jan/2026:08:60:00 +0000]',
    '[05/Jan/2026:08:00:03 -0500]',
    '[05/Jan/2026:08:00:03 -0000]',
    '[01/Jan/1970:00:00:00 +0000]',
    '[31/Dec/1969:23:59:59 +0000]',
    '[28/Feb/2100:12:00:00 +0000]',
    '[29/Feb/2100:12:00:00 +0000]',
    '[00/Jan/2026:08:00:03 +0000]',
    '[05/jan/2026:08:00:03 +0000]',
    '[5/Jan/2026:08:00:03 +0000]',
    '[05/Jan/2026:08:00:03 +0000] ',
    '05/Jan/2026:08:00:03 +0000',
    `[${'\u0000'.repeat(20)} ${'\u0000'.repeat(5)}]`,
  ),
  mostly('10.20.3.4', '-', '2600:1f18::1', '10.20.3.4 ', '', '"', '\u00a0'),
  mostly(
    'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    '-',
    'svc:logging',
    'arn:x A.B 1',
    'arn:x y',
    'a b',
    '"a"',
  ),
  mostly('3E57427F3EXAMPLE', '-', 'a.b', '', 'A_1'),
  mostly(
    'REST.GET.OBJECT',
    'S3.EXPIRE.OBJECT',
    'REST',
    'REST.',
    'REST..GET',
    'rest.get',
    'R-E.GET',
    'A.-_',
    '-',
    '1.A',
  ),
  mostly('a/b.txt', '-', '', 'A.B', 'a"b', 'caf\u00e9', 'a b', 'a\tb'),
);

const response = fc
  .tuple(
    mostly('200', '-', '403', '600', '099', '20', '2000', '2x0'),
    mostly('-', 'NoSuchKey', 'No/Such', 'a"b', '', 'a.b_c-d'),
    ...['100', '7', '5', '4'].map((usual) =>
      mostly(usual, '-', '', '999999999999999', '1000000000000000', '-1', '1 2', '0'),
    ),
  )
  .map((words) => words.join(' '));

const agentText = mostly('aws-cli/2.17 x', '-', '', ' x', 'x ', 'a"b', '" "', ' ', '\u0000', ' 200 - 1 1 1 1 ', '"');

const tail = fc.oneof(
  fc.constantFrom(
    ' v1 hostId= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader orders.s3.us-east-1.amazonaws.com TLSv1.3 - - us-east-1',
    ' - hostId= - - - - - - - -',
    ' - hostId - - - - - - - -',
    ' - - - - - - - - - -',
    ' - - - - - - -',
    ' - - - - - - - -',
    ' 200 - 1 1 1 1 -',
    ' 200 - 1 1 1 1 - -',
    ' 200 - 1 1 1 1 - - x',
    ' 200 - 1 1 1 1a - - x',
    ' 200 h= 1 1 1 1 - - x',
    ' v1 hostId=',
    ' v1',
    '',
    ' ',
    '  v1',
    ' v1  x',
    ' v1 "',
    'x',
  ),
  fc
    .array(fc.constantFrom('-', '200', '1', 'x', 'h=', '"'), { maxLength: 12 })
    .map((words) => words.map((word) => ` ${word}`).join('')),
);

const request = fc.oneof(
  fc
    .tuple(
      mostly('GET /a/b.txt HTTP/1.1', '-', '', 'a"b', ' 200 - 1 1 1 1 ', '" 200 - 1 1 1 1 "'),
      response,
      agentText,
      agentText,
    )
    .map(([uri, answer, referer, agent]) => `"${uri}" ${answer} "${referer}" "${agent}"`),
  fc
    .tuple(response, mostly('- -', '-', '- - ', '"-" "-"', '- "-"', '"-" -'))
    .map(([answer, agents]) => `- ${answer} ${agents}`),
  fc.tuple(response, mostly('"-" -', '- "x"', '- -')).map(([answer, agents]) => `"GET / HTTP/1.1" ${answer} ${agents}`),
);

export const ordinaryLine = fc
  .tuple(head, request, tail)
  .map(([words, middle, end]) => `${words.join(' ')} ${middle}${end}`);
