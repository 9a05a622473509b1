import { policyDocument } from './statement';

/** Trust policy of a role that one AWS service assumes. */
export function trustService(service: string): string {
  return policyDocument([
    { sid: 'AllowService', effect: 'Allow', principal: { Service: [service] }, action: ['sts:AssumeRole'] },
  ]);
}

/**
 * Trust policy of a role that one AWS service assumes for one resource of one account, and for nobody else's
 * (IAM User Guide, "The confused deputy problem"), as far as the service says for whom it acts: a key that it does not send
 * restricts nothing. For services whose own documentation does not promise the keys; without IfExists a key that is not
 * sent would keep the service out, and only its work that never gets done would tell.
 */
export function trustServiceFor(service: string, sourceArn: string, sourceAccount: string): string {
  return policyDocument([
    {
      sid: 'AllowService',
      effect: 'Allow',
      principal: { Service: [service] },
      action: ['sts:AssumeRole'],
      condition: {
        ArnLikeIfExists: { 'aws:SourceArn': sourceArn },
        StringEqualsIfExists: { 'aws:SourceAccount': sourceAccount },
      },
    },
  ]);
}
