import { readFileSync } from 'node:fs';
import { fingerprintOf } from '../../../contract/deployment/fingerprint';
import { readDeployment } from '../../../contract/deployment/read';

const TEXT = readFileSync('deployment.yaml', 'utf8');
const of = (text: string): string => fingerprintOf(readDeployment(text, 'deployment.yaml')).sha256;

describe('the fingerprint of a deployment file', () => {
  it('is the same with comments, another order, a default written out, and waivers', () => {
    const waivers =
      'review:\n  waivers:\n    - { rule: a, resource: aws_s3_bucket.data, reason: known, expires: "2026-01-01" }\n';
    expect(of(`# a comment\n${TEXT}`)).toBe(of(TEXT));
    expect(of(TEXT.replace('version: 1\nname: orders', 'name: orders\nversion: 1'))).toBe(of(TEXT));
    expect(of(`${TEXT}\npartition: aws\n`)).toBe(of(TEXT));
    expect(of(`${TEXT}\n${waivers}`)).toBe(of(TEXT));
  });

  it('changes with anything that is built', () => {
    expect(of(TEXT.replace('noncurrentVersionDays: 90', 'noncurrentVersionDays: 91'))).not.toBe(of(TEXT));
  });
});
