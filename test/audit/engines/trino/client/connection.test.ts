import { connectTrino } from '../../../../../audit/engines/trino/client/connection';

const HOST = 'https://trino.example.com:8443';
const connect = (options: Parameters<typeof connectTrino>[0], environment: Record<string, string> = {}) =>
  connectTrino({ trinoUser: 'auditor', ...options }, () => () => undefined, environment);

describe('the connection to Trino', () => {
  it.each([
    ['no address', {}, {}, '--trino-url <url> is required'],
    ['another scheme', { trinoUrl: 'ftp://x' }, {}, '--trino-url ftp://x: allowed: http:// or https://'],
    ['a password in the address', { trinoUrl: 'https://a:b@x' }, {}, 'a host and perhaps a port, and nothing more'],
    ['a path', { trinoUrl: `${HOST}/ui` }, {}, 'and nothing more'],
    ['a header in a name', { trinoUrl: HOST, trinoCatalog: 'a\r\nx: y' }, {}, '--trino-catalog a\\x0d\\x0ax: y'],
    ['a user that is two', { trinoUrl: HOST, trinoUser: 'a:b' }, {}, '--trino-user a:b'],
    ['a password in the clear', { trinoUrl: 'http://x' }, { TRINO_PASSWORD: 's' }, 'goes over https:// alone'],
    ['two proofs', { trinoUrl: HOST }, { TRINO_PASSWORD: 's', TRINO_ACCESS_TOKEN: 't' }, 'are both set'],
    ['certificates that are not there', { trinoUrl: HOST, trinoCa: '/none' }, {}, '--trino-ca /none: no such file'],
  ])('given %s, says what is allowed', (_what, options, environment, words) => {
    expect(() => connect(options, environment as Record<string, string>)).toThrow(words);
  });

  it('tells everything that is wrong at once', () => {
    expect(() => connect({ trinoUrl: 'x', trinoSchema: '"' })).toThrow(/--trino-url(.|\n)*--trino-schema/);
  });

  it('proves who asks by the password or the token of the environment', () => {
    expect(connect({ trinoUrl: HOST }).authorization).toBeUndefined();
    expect(connect({ trinoUrl: HOST }, { TRINO_PASSWORD: 'sé' }).authorization).toBe('Basic YXVkaXRvcjpzw6k=');
    expect(connect({ trinoUrl: HOST }, { TRINO_ACCESS_TOKEN: 'a.b.c' }).authorization).toBe('Bearer a.b.c');
    expect(connect({ trinoUrl: 'http://127.0.0.1:8080' }, { TRINO_PASSWORD: 's' }).origin).toBe(
      'http://127.0.0.1:8080',
    );
  });
});
