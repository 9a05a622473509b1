import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { logReader } from '../../../../audit/engines/local/log-reader';
import { judge } from '../../../../audit/judge/report';
import { verdictOf } from '../../../../audit/judge/verdict';
import { SCRIPT } from '../../../../audit/report/html/script';
import { htmlReport } from '../../../../audit/report/html/page';
import type { VerifyReport } from '../../../../audit/report/rendering';
import { findLogFiles } from '../../../../audit/sources/log-files';
import { expectationsSchema } from '../../../../contract/expectations';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { browserUnavailable, render, type Rendered } from '../browser';
import { NOTHING_MISSING } from '../../judge/nothing-missing';
import { hostileReports } from '../hostile-reports';

const unavailable = browserUnavailable();
if (unavailable !== undefined) console.warn(`Skipping the HTML report in a browser: ${unavailable}.`);

const directory = useTemporaryDirectory();
const SAMPLES = join(__dirname, '..', '..', '..', '..', 'samples');

async function opened(page: string): Promise<Rendered> {
  const file = join(directory(), 'report.html');
  writeFileSync(file, page);
  return render(file, directory());
}

async function sampleReport(): Promise<VerifyReport> {
  const expectations = expectationsSchema.parse(JSON.parse(readFileSync(join(SAMPLES, 'expectations.json'), 'utf8')));
  const { buckets } = expectations;
  const selection = { buckets, since: null, until: null };
  const aggregate = await logReader.aggregate(await findLogFiles([join(SAMPLES, 'logs')]), selection);
  const { remoteIps, findings } = judge(aggregate.groups, expectations, undefined);
  const judged = verdictOf(
    findings,
    { coverage: aggregate.coverage, completeness: NOTHING_MISSING },
    { requireProof: false, maxRejects: 0, buckets },
  );
  return { selection, aggregate, completeness: NOTHING_MISSING, remoteIps, findings, ...judged };
}

function tagsOf(node: DefaultTreeAdapterTypes.Node): readonly string[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(tagsOf) : [];
  return [node.nodeName, ...below.filter((name) => name !== '#text')];
}

(unavailable === undefined ? describe : describe.skip)('the HTML report in a browser', () => {
  test('the browser shows the verdict of the sample logs and has nothing to complain of', async () => {
    const { dom, complaints } = await opened(await htmlReport(await sampleReport()));
    expect(dom).toContain('<p class="verdict fail">FAIL</p>');
    expect(dom).toContain('52.70.10.20');
    expect(complaints).toEqual([]); // a style sheet that its own policy refuses would be one
  });

  test('no script of hostile text runs, and the browser sees the page that was written', async () => {
    const reports = fc.sample(hostileReports, { numRuns: 40, seed: 7 });
    const findings = reports.flatMap((report) => report.findings);
    const page = await htmlReport({
      ...reports[0]!,
      findings,
      completeness: NOTHING_MISSING,
      remoteIps: findings,
      reasons: reports.flatMap((r) => r.reasons),
    });
    const still = page.replace(`<script>${SCRIPT}</script>`, '');
    const { dom, complaints } = await opened(still);
    expect(tagsOf(parse(dom))).toEqual(tagsOf(parse(still)));
    expect(dom).toMatch(/<title>S3 traffic: (PASS|FAIL|UNPROVEN)<\/title>/);
    expect(complaints).toEqual([]);
    const lively = await opened(page);
    const known = new Set([...tagsOf(parse(page)), 'input', 'button']);
    expect(tagsOf(parse(lively.dom)).filter((name) => !known.has(name))).toEqual([]);
    expect(lively.dom).not.toMatch(/<[^>]* on\w+=/);
    expect(lively.complaints).toEqual([]);
  });

  test('the script pages a long list, and every row of it stands in the page without the script', async () => {
    const report = await sampleReport();
    const [finding] = report.findings;
    const findings = Array.from({ length: 120 }, (_, i) => ({ ...finding!, remoteIp: `192.0.2.${i}`, requests: i }));
    const page = await htmlReport({ ...report, findings, remoteIps: [] });
    expect(page.match(/192\.0\.2\.\d+<\/th>/g)).toHaveLength(120);
    const { dom, complaints } = await opened(page);
    expect(dom).toContain('1 to 50 of 120');
    expect(dom.match(/192\.0\.2\.\d+<\/th>/g)).toHaveLength(50);
    expect(complaints).toEqual([]);
  });

  test('a hundred thousand addresses make a page of less than five megabytes that still counts them all', async () => {
    const report = await sampleReport();
    const [row] = report.remoteIps;
    const remoteIps = Array.from({ length: 100_000 }, (_, i) => ({
      ...row!,
      remoteIp: `198.${18 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
    }));
    const page = await htmlReport({ ...report, remoteIps });
    expect(page.length).toBeLessThan(5_000_000);
    expect(page).toContain('198.18.4.0/24');
    expect((await opened(page)).complaints).toEqual([]);
  });

  test('the policy alone stops a script, were one to get into the page', async () => {
    const page = await htmlReport(await sampleReport());
    const attack = '<script>document.title="owned"</script><img src="http://127.0.0.1:9/x" onerror="document.title=1">';
    const { dom, complaints } = await opened(page.replace('</main>', `${attack}</main>`));
    expect(dom).toContain('<title>S3 traffic: FAIL</title>');
    expect(complaints.join('\n')).toMatch(/Content Security Policy/);
  });
});
