import { readFileSync } from 'node:fs';
import { readGoals } from '../../../../audit/review/goals-file/goals-file';
import { goalsJsonSchema } from '../../../../audit/review/goals-file/json-schema';

const problemsOf = (text: string): readonly string[] => {
  const read = readGoals(text, 'goals.yaml');
  return read.ok ? [] : read.problems;
};

describe('a goals file', () => {
  it('is read with its defaults', () => {
    const read = readGoals(readFileSync('docs/plain-terraform/goals.yaml', 'utf8'), 'goals.yaml');
    expect(read).toMatchObject({
      ok: true,
      value: {
        providers: {},
        buckets: [{ endpoints: ['aws_vpc_endpoint.s3'], who: [{ from: 'endpoints' }, { from: 'anywhere' }] }],
      },
    });
  });

  it('is refused with all problems at once: line, place, value, what is allowed', () => {
    const text = `version: 1
bucket: x
providers: { aws: { account: 222222222222 } }
buckets:
  - name: Reports
    endpoints: [vpce-123]
    who:
      - { principal: 'arn:aws:iam::111111111111:role/*', may: [read] }
      - { principal: s3.amazonaws.com, may: [look] }
      - { principal: anonymous, may: ['s3:GetObjekt'], from: afar }
`;
    expect(problemsOf(text)).toEqual([
      'goals.yaml:3: providers.aws.account: 222222222222 must be a string',
      'goals.yaml:5: buckets[0].name: "Reports" must be the name of a bucket',
      expect.stringMatching(
        /^goals\.yaml:6: buckets\[0\]\.endpoints\[0\]: "vpce-123" must be the address of an endpoint/,
      ),
      expect.stringMatching(/^goals\.yaml:8: .*who\[0\]\.principal: "arn:.*\*" must be the ARN of a role/),
      'goals.yaml:9: buckets[0].who[1].may[0]: "look" must be read, write, delete, everything or an action of S3, such as s3:GetObject',
      expect.stringMatching(/^goals\.yaml:10: .*may\[0\]: "s3:GetObjekt" .*matches no known action of s3/),
      'goals.yaml:10: buckets[0].who[2].from: "afar" must be one of endpoints, anywhere',
      'goals.yaml:1: "bucket" is no setting here',
    ]);
  });

  it.each<[string, string, RegExp]>([
    [
      'a key that occurs twice',
      'version: 1\nversion: 1\nbuckets: []',
      /^goals\.yaml:2: the key "version" occurs twice/,
    ],
    ['no YAML', 'a: [', /^goals\.yaml:1: /],
    ['aliases that multiply', bomb(), /^goals\.yaml: cannot be read as YAML/],
    [
      'hostile text',
      'version: 1\nbuckets: [{ name: "\\e[31m", who: [] }]',
      /buckets\[0\]\.name: "\\u001b\[31m" must be/,
    ],
  ])('is refused: %s', (_what, text, sentence) => {
    expect(problemsOf(text).join('\n')).toMatch(sentence);
  });

  it('has its JSON Schema of today (npm run schema)', () => {
    expect(JSON.parse(readFileSync('goals.schema.json', 'utf8'))).toEqual(goalsJsonSchema());
  });
});

function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, i) => `b${i + 1}: &b${i + 1} [${`*b${i},`.repeat(9)}]`);
  return ['b0: &b0 [x]', ...lines].join('\n');
}
