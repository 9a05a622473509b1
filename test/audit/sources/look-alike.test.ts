import { lookAlike } from '../../../audit/sources/look-alike';

test.each([
  ['\x7fELF\x02\x01\x01', 'an ELF binary'],
  ['PK\x03\x04\x14', 'a zip archive: unpack it'],
  ['\x1f\ufffd\b', 'gzip within gzip: unpack it once'],
  ['PAR1\x15', 'a Parquet file'],
  ['\ufffd\ufffd4\0f\0', 'UTF-16 text: convert it to UTF-8'],
  ['4\0f\x001\0', 'UTF-16 text: convert it to UTF-8'],
  ['#Version: 1.0\n#Fields: date time', 'a CloudFront log'],
  ['2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21', 'a VPC flow log'],
  [
    'http 2026-01-05T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.0.2.1:2817',
    'an Application Load Balancer log',
  ],
  ['tls 2.0 2026-01-05T09:00:00 net/my-network-loadbalancer/c6e77e28c25b2234', 'a Network Load Balancer log'],
  ['2026-01-05T23:39:43.945958Z my-lb 192.0.2.1:2817 10.0.0.1:80 0.000073', 'a Classic Load Balancer log'],
  ['192.0.2.1 - - [05/Jan/2026:10:00:00 +0000] "GET / HTTP/1.1"', 'a web server log'],
  ['<?xml version="1.0"?><Error><Code>AccessDenied</Code>', 'an XML document, such as an error of S3'],
])('%j is told', (start, what) => {
  expect(lookAlike(start, 'log')).toBe(`looks like ${what}`);
});

test('a file in the place of another is told to be named by its option', () => {
  const log = `${'4f1c'.repeat(16)} orders [05/Jan/2026:10:00:00 +0000] 10.20.3.4`;
  expect(lookAlike(log, 'trail')).toMatch(/^looks like a server access log of S3: name it by --logs$/);
  expect(lookAlike(log, 'log')).toBeUndefined();
  for (const trail of ['{"Records":[{"eventVersion":"1.11"', '{"eventVersion":"1.11"', '[{"eventTime":"x"']) {
    expect(lookAlike(trail, 'log')).toMatch(/^looks like a file of CloudTrail: name it by --cloudtrail$/);
    expect(lookAlike(trail, 'trail')).toBeUndefined();
  }
});

test('nothing is said of what nobody knows, nor of a megabyte of it in long time', () => {
  expect(lookAlike('nonsense', 'log')).toBeUndefined();
  expect(lookAlike('a'.repeat(2 ** 20), 'log')).toBeUndefined();
});
