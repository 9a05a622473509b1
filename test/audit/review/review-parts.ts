import type { ReportedFinding, ReviewParts } from '../../../audit/review/review-report';

/** A finding, changed as a test needs it. */
export function findingOf(change: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: 'endpoint-only',
    severity: 'error',
    what: 'another role of account 111111111111 reads the data from the internet',
    why: 'the data is to be reached through the endpoint only',
    resource: 'aws_s3_bucket_policy.data_policy',
    sid: 'AllowInstanceRole',
    counterexample: {
      principal: 'arn:aws:iam::111111111111:role/other',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders/a',
      context: { 'aws:SourceIp': '203.0.113.7', 'aws:PrincipalOrgPaths': ['a', 'b'] },
    },
    file: 'cdktf.out/stacks/s3-private-path/cdk.tf.json',
    waiver: null,
    ...change,
  };
}

/** The parts of a review that found nothing, changed as a test needs it. */
export function partsOf(change: Partial<ReviewParts> = {}): ReviewParts {
  return {
    files: ['cdktf.out/stacks/s3-private-path/cdk.tf.json'],
    decisions: 12345,
    contexts: 678,
    proven: ['only the endpoint reaches the data'],
    findings: [],
    notReviewed: [],
    matrix: [],
    equation: { arguments: 1380, read: 208, required: 837, free: 334, notReviewed: 1 },
    ...change,
  };
}
