import { HOUR } from '../contract/time';
import type { Chance } from './random';
import { record, type Request, type SampleRecord } from './record';
import { keyText } from './requests';
import { INSTANCES, NAT_ADDRESS, STRANGERS, TURNS, type Caller } from './story';

const [SCANNER, OTHER_SCANNER = SCANNER] = STRANGERS;
const [INSTANCE] = INSTANCES;

const DOWNLOAD = { operation: 'REST.GET.OBJECT', key: 'index.html' };
const REFUSED = { ...DOWNLOAD, status: 403, error: 'AccessDenied', sent: 243 };
const GRANTED = { ...DOWNLOAD, status: 200, sent: 5_120, size: 5_120 };
const PROBE: Request = { ...REFUSED, target: 'GET /index.html' };

/** What a client may write into its headers to fool whoever reads the log: a terminal, a browser, a spreadsheet. */
const INJECTIONS: readonly Partial<Request>[] = [
  { userAgent: '\u001b[2J\u001b[H\u001b[1;32mverdict: PASS\u001b[0m' },
  { userAgent: '\u001b]0;owned\u0007\u202etxt.tset\u202c' },
  { userAgent: '<script>document.title="PASS"</script>', referer: 'https://x.example/"><img src=x onerror=alert(1)>' },
  { userAgent: "=cmd|' /C calc'!A0", referer: '=HYPERLINK("https://x.example","click")' },
  { userAgent: '@all [all clear](https://x.example) | **PASS** `x` <!--', referer: '+SUM(1;1)' },
  { target: 'GET /search?q="orders"', userAgent: 'agent "of" chaos' },
];

/**
 * Every hostile line of the story, all of them readable. Each injection comes once before and once after; the lines that
 * can be read two ways are told below.
 */
export function hostileRecords(chance: Chance): readonly SampleRecord[] {
  const sent = (time: number, caller: Caller, request: Request): SampleRecord => record(time, caller, request, chance);
  const injections = [TURNS.begin + 30 * HOUR, TURNS.endpointRestored + 20 * HOUR].flatMap((start) =>
    INJECTIONS.map((injection, i) =>
      sent(start + i * 400, i % 2 === 0 ? SCANNER : OTHER_SCANNER, { ...PROBE, ...injection }),
    ),
  );
  const reversed = keyText('invoices/\u202efdp.exe');
  return [
    ...injections,
    // A name that reads backwards, written by an instance: the log has it percent-encoded.
    sent(TURNS.begin + 41 * HOUR, INSTANCE, {
      operation: 'REST.PUT.OBJECT',
      key: reversed.key,
      target: `PUT /${reversed.path}`,
      status: 200,
      size: 1_337,
    }),
    // The referer ends in two places, whichever is meant: refused.
    sent(TURNS.begin + 52 * HOUR, SCANNER, { ...PROBE, referer: 'https://x.example/" "Mozilla/5.0' }),
    // Refused, and would like to be busy: both readings got nothing.
    sent(TURNS.begin + 53 * HOUR, OTHER_SCANNER, forging('503 SlowDown 283 - 3 -', REFUSED)),
    sent(TURNS.endpointRestored + 31 * HOUR, OTHER_SCANNER, forging('503 SlowDown 283 - 3 -', REFUSED)),
    // While the endpoint is gone, a refusal that can be read as a success: judged by the worst reading.
    sent(TURNS.endpointRemoved + 2 * HOUR, SCANNER, forging('200 - 5120 5120 21 20', REFUSED)),
    // And a success past the endpoint that can be read as a refusal.
    sent(
      TURNS.endpointRemoved + 3 * HOUR,
      { ...INSTANCE, remoteIp: NAT_ADDRESS },
      forging('403 AccessDenied 243 - 5 -', GRANTED),
    ),
  ];
}

/** A request line that holds what looks like its own end and the rest of a record. */
function forging(response: string, request: Omit<Request, 'target'>): Request {
  return { ...request, target: `GET /index.html?x HTTP/1.1" ${response} "-" "curl/8.17.0" - ?` };
}
