import { ok, unreadable, wrong } from '../../../audit/doctor/check';
import { doctorVerdict } from '../../../audit/doctor/doctor-report';
import { DOCTOR_FORMATS } from '../../../audit/doctor/formats';

const HOSTILE = '=HYPERLINK("x")|`<script>\u001b[2J\u202e';
const fine = ok('versioning', 'orders', 'is enabled');
const broken = wrong('logging', 'orders', HOSTILE, HOSTILE);
const hidden = unreadable('bucket-policy', HOSTILE, 'access denied');

test.each([
  ['pass', [fine]],
  ['unproven', [fine, hidden]],
  ['fail', [fine, hidden, broken]],
  ['unproven', []],
] as const)('the verdict is %s by the worst of the checks', (verdict, checks) => {
  expect(doctorVerdict(checks)).toBe(verdict);
});

test.each(Object.entries(DOCTOR_FORMATS))(
  '%s names every check and is inert, whatever a setting holds',
  async (format, load) => {
    const text = (await load())([fine, hidden, broken], { colour: false });
    for (const { check } of [fine, hidden, broken]) expect(text).toContain(check);
    for (const invisible of ['\u001b', '\u202e']) expect(text).not.toContain(invisible);
    if (format === 'markdown') expect(text).not.toMatch(/\|`<script>|"x"\)\|/);
    if (format === 'csv') expect(text).not.toMatch(/(^|,|")=HYPERLINK/m);
  },
);
