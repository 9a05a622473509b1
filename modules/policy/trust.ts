import { policyDocument } from './statement';

/** Trust policy of a role that one AWS service assumes. */
export function trustService(service: string): string {
  return policyDocument([
    { sid: 'AllowService', effect: 'Allow', principal: { Service: [service] }, action: ['sts:AssumeRole'] },
  ]);
}
