import { policyDocument } from './statement';

/** Trust policy of a role that one AWS service assumes. */
export function trustService(service: string): string {
  return policyDocument([
    { sid: 'AllowService', effect: 'Allow', principal: { Service: [service] }, action: ['sts:AssumeRole'] },
  ]);
}

/**
 * Trust policy of a role that one AWS service assumes for one resource of one account, and for nobody else's
 * (IAM User Guide, "The confused deputy problem").
 */
export function trustServiceFor(service: string, sourceArn: string, sourceAccount: string): string {
  return policyDocument([
    {
      sid: 'AllowService',
      effect: 'Allow',
      principal: { Service: [service] },
      action: ['sts:AssumeRole'],
      condition: { ArnLike: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': sourceAccount } },
    },
  ]);
}
