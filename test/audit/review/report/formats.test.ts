import { z } from 'zod';
import { reviewJson } from '../../../../audit/review/report/review-json';
import { reviewMarkdown } from '../../../../audit/review/report/review-markdown';
import { reviewSarif } from '../../../../audit/review/report/review-sarif';
import { reviewTable } from '../../../../audit/review/report/review-table';
import { judgeReview } from '../../../../audit/review/review-report';
import type { MatrixCell } from '../../../../audit/review/review-types';
import { findingOf, partsOf } from '../review-parts';

const cell = (change: Partial<MatrixCell>): MatrixCell => ({
  principal: 'instance role',
  actions: 'read data',
  resource: 'orders',
  from: 'endpoint',
  result: 'allow',
  ...change,
});
const matrix = [
  cell({}),
  cell({ from: 'internet', result: 'deny' }),
  cell({ actions: 'write data', result: 'sometimes' }),
  ...['orders', 'logs'].flatMap((resource) =>
    ['read data', 'delete data'].map((actions) => cell({ principal: 'root', actions, resource })),
  ),
  cell({ principal: 'anonymous', from: 'internet', result: 'deny' }),
];
const hostile = 'x|`</details>@everyone [a](http://evil) {0} \u001b[2J\u202e';
const review = judgeReview(
  partsOf({
    findings: [
      findingOf({ severity: 'note', rule: 'waiver-unused' }),
      findingOf({ waiver: { reason: 'known', expires: '2026-12-31' }, resource: 'aws_kms_key.data' }),
      findingOf(),
      findingOf({ what: 'and a second way' }),
      findingOf({ what: hostile, resource: `aws_s3_bucket.${hostile}`, sid: hostile, rule: 'nobody-else' }),
    ],
    notReviewed: [{ resource: 'aws_iam_policy.x', reason: 'unknown until apply', file: 'plan.json' }],
    matrix,
  }),
);
const plain = { colour: false };

describe('the table', () => {
  const text = reviewTable(review, plain);

  it('shows who may do what from where', () => {
    expect(text).toMatch(/^who +may +on +endpoint +internet$/m);
    expect(text).toMatch(/^instance role +read data +orders +yes +no$/m);
    expect(text).toMatch(/^ +write data +orders +on condition$/m);
    expect(text).toMatch(/^root +read data, delete data +orders, logs +yes$/m);
    expect(text).toMatch(/^1 more combinations .* are denied on every path$/m);
    expect(text).not.toContain('anonymous');
  });

  it('says of each finding what, why, where, and by which request', () => {
    expect(text).toContain(
      [
        'endpoint-only (error)',
        '  another role of account 111111111111 reads the data from the internet',
        '  why it matters: the data is to be reached through the endpoint only',
        '  where: aws_s3_bucket_policy.data_policy, statement AllowInstanceRole',
        '  for example: arn:aws:iam::111111111111:role/other asks for s3:GetObject on arn:aws:s3:::orders/a with aws:SourceIp=203.0.113.7 aws:PrincipalOrgPaths=a,b',
      ].join('\n'),
    );
  });

  it('shows waived findings as waived, after those that count', () => {
    expect(text).toContain('endpoint-only (error, waived until 2026-12-31: known)');
    expect(text.indexOf('waived until')).toBeGreaterThan(text.indexOf('and a second way'));
  });

  it('ends with the verdict and how much was decided, and hides what was not reviewed from no one', () => {
    expect(text).toMatch(/12,345 decisions in 678 contexts\n.*\n\nverdict: FAIL\n/);
    expect(text).toContain(
      '1,380 arguments = 208 read by a goal + 837 required by deployment.yaml + 334 free + 1 not reviewed',
    );
    expect(text).toContain('  not reviewed: aws_iam_policy.x: unknown until apply');
  });

  it('is inert on a terminal, and coloured only where asked', () => {
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(reviewTable(review, { colour: true })).toContain('verdict: \u001b[1m\u001b[31mFAIL');
  });
});

test('the JSON has the shape of the contract', () => {
  const json = JSON.parse(reviewJson(review)) as Record<string, unknown[]>;
  expect(Object.keys(json)).toEqual(
    expect.arrayContaining(['verdict', 'reasons', 'decisions', 'contexts', 'findings', 'notReviewed']),
  );
  expect(json.findings![2]).toEqual(findingOf());
  expect(json.notReviewed).toEqual([
    { resource: 'aws_iam_policy.x', reason: 'unknown until apply', file: 'plan.json' },
  ]);
});

describe('the markdown', () => {
  const text = reviewMarkdown(review);

  it('begins with the verdict and folds the matrix away', () => {
    expect(text).toMatch(/^# Review of policies and order: FAIL\n/);
    expect(text).toContain('| `instance role` | `read data` | `orders` | yes | no |');
    expect(text).toMatch(/<details>\n<summary>[^\n]*<\/summary>\n\n\| who/);
  });

  it('keeps hostile text within its code span and its cell', () => {
    const row = text.split('\n').find((line) => line.startsWith('|') && line.includes('nobody-else')) ?? '';
    expect(row.split('|')).toHaveLength(8);
    expect(row).toContain('`x\\x7c\\x60</details>@everyone [a](http://evil) {0} \\x1b[2J\\u202e`');
  });
});

const text = z.strictObject({ text: z.string().min(1) });
/** What SARIF 2.1.0 and code scanning ask of a log, as far as ours goes. Strict: nothing that the schema does not know. */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
            rules: z.array(
              z.strictObject({
                id: z.string().regex(/^[a-z0-9-]+$/),
                name: z.string().regex(/^[A-Z][A-Za-z0-9]*$/),
                shortDescription: text,
                fullDescription: text,
                help: text,
                helpUri: z.url(),
                defaultConfiguration: z.strictObject({ level: z.enum(['error', 'warning', 'note']) }),
              }),
            ),
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        invocations: z.array(z.strictObject({ executionSuccessful: z.boolean() })).min(1),
        properties: z.record(z.string(), z.unknown()),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['error', 'warning', 'note']),
            message: text,
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w.%-][\w.%/-]*$/) }),
                    region: z.strictObject({ startLine: z.int().min(1) }),
                  }),
                  logicalLocations: z
                    .array(
                      z.strictObject({ name: z.string(), fullyQualifiedName: z.string(), kind: z.literal('resource') }),
                    )
                    .min(1),
                }),
              )
              .min(1),
            partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{32}:\d+$/)),
            suppressions: z
              .array(
                z.strictObject({
                  kind: z.literal('external'),
                  status: z.literal('accepted'),
                  justification: z.string().min(1),
                }),
              )
              .optional(),
          }),
        ),
      }),
    )
    .length(1),
});

describe('the SARIF log', () => {
  const [run] = sarifSchema.parse(JSON.parse(reviewSarif(review))).runs;
  const results = run!.results;

  it('names the rule of each result by its index too', () => {
    for (const { ruleId, ruleIndex } of results) expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
  });

  it('places each result on its resource and statement', () => {
    expect(results[2]!.locations[0]!.logicalLocations[0]).toEqual({
      name: 'AllowInstanceRole',
      fullyQualifiedName: 'aws_s3_bucket_policy.data_policy.AllowInstanceRole',
      kind: 'resource',
    });
  });

  it('places them in deployment.yaml, at the setting that makes the resource, where that file is known', () => {
    const code = {
      file: 'deployment.yaml',
      lines: new Map([
        ['destination', 12],
        ['destination.bucket', 20],
        ['privateAccess', 30],
      ]),
    };
    const [placed] = sarifSchema.parse(JSON.parse(reviewSarif({ ...review, code }))).runs;
    const places = placed!.results.map(({ locations }) => locations[0]!.physicalLocation);
    expect(new Set(places.map(({ artifactLocation }) => artifactLocation.uri))).toEqual(new Set(['deployment.yaml']));
    expect(places[2]!.region.startLine).toBe(20);
  });

  it('tells findings apart, and knows them again under another wording', () => {
    const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(results.length);
    const reworded = judgeReview(partsOf({ findings: [findingOf({ what: 'the same in other words' })] }));
    const [again] = sarifSchema.parse(JSON.parse(reviewSarif(reworded))).runs;
    expect(prints).toContain(again!.results[0]!.partialFingerprints.primaryLocationLineHash);
  });

  it('suppresses what is waived and shows what was not reviewed', () => {
    expect(results[1]!.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'known (until 2026-12-31)' },
    ]);
    expect(results.at(-1)).toMatchObject({ ruleId: 'not-reviewed', level: 'warning' });
  });

  it('lets no text become a link, a placeholder or a control character', () => {
    const { message } = results[4]!;
    expect(message.text).toContain('\\[a](http://evil) {{0}} \\x1b[2J\\u202e');
  });
});
