import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { changeOf, planOf } from './plan-json';

export type Json = Readonly<Record<string, unknown>>;

export const ROLE = 'arn:aws:iam::111111111111:role/copy';
export const MANAGED = 'arn:aws:iam::111111111111:policy/reading';
export const document = (...statements: readonly Json[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
export const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' };
export const WRITE = { ...READ, Sid: 'Write', Action: 's3:PutObject' };
export const PAYROLL = { ...READ, Sid: 'Payroll', Resource: 'arn:aws:s3:::payroll/*' };
export const NEVER = { Sid: 'Never', Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' };
export const ALL = { Sid: 'All', Effect: 'Allow', Action: 's3:*', Resource: '*' };

/** A resource as it is before and after; `null` where it is not there. */
export const step = (address: string, before: Json | null, after: Json | null, more: Json = {}): Json => {
  if (before !== null && after !== null) {
    return changeOf(
      address,
      JSON.stringify(before) === JSON.stringify(after) ? ['no-op'] : ['update'],
      before,
      after,
      more,
    );
  }
  return changeOf(address, [before === null ? 'create' : 'delete'], before, after, more);
};
/** The role `copy`, by its arguments before and after. */
export const role = (before: Json, after: Json = before): Json =>
  step('aws_iam_role.copy', { name: 'copy', arn: ROLE, ...before }, { name: 'copy', arn: ROLE, ...after });
/** A policy within the role; `null` where it is not there. */
export const inline = (name: string, before: string | null, after: string | null): Json => {
  const values = (policy: string | null) => (policy === null ? null : { name, role: 'copy', policy });
  return step(`aws_iam_role_policy.${name}`, values(before), values(after));
};
/** The managed policy {@link MANAGED}; `null` where it is not there. */
export const managed = (before: string | null, after: string | null, more: Json = {}): Json => {
  const values = (policy: string | null) =>
    policy === null ? null : { arn: MANAGED, name: 'reading', policy, ...more };
  return step('aws_iam_policy.reading', values(before), values(after));
};
/** An attachment of a managed policy to the role, by its ARN. */
export const attached = (before: string | null, after: string | null, name = 'one'): Json => {
  const values = (arn: string | null) => (arn === null ? null : { role: 'copy', policy_arn: arn });
  return step(`aws_iam_role_policy_attachment.${name}`, values(before), values(after));
};
/** What a review of a plan says of policies. */
export const review = (changes: readonly Json[], more: Json = {}) => {
  const { findings, notReviewed } = checkPlan(planOf(changes, more));
  return {
    findings: findings.filter(({ rule }) => rule.endsWith('policy-loosened')),
    notReviewed: notReviewed.filter(({ reason }) => !/destroy|configuration/.test(reason)),
  };
};
