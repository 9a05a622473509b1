import type { Expectations } from '../../contract/expectations';
import { exposureOf, exposureOfError, EXPOSURE, type Exposure } from '../records/outcome';
import type { RequestGroup } from '../records/request-group';
import { isExpectedService } from './aws-services';
import { exemptionsOf } from './exemptions';
import { expectedNetworksOf, isLifecycle, networkOf, serviceOf, type Network } from './network';

/** What a request means for the question whether the traffic is private, the worst first. */
export const FINDINGS = ['violation', 'doubtful', 'blocked', 'exempt', 'harmless', 'pass'] as const;

export type FindingKind = (typeof FINDINGS)[number];

/**
 * How strong the evidence of a pass is: by CloudTrail's record, by S3's own row of what CloudTrail records no event of, by the
 * address alone, or none because it is no pass.
 */
export type Evidence = 'proven' | 'unrecorded' | 'consistent' | 'none';

/** What a request is judged to be. */
export interface Judgement {
  readonly network: Network;
  readonly finding: FindingKind;
  readonly evidence: Evidence;
  /** Why the requester may go round the endpoint; `null` where it may not or did not. */
  readonly exemption: string | null;
}

/** Makes the judgement of requests from the expectations (docs/judgement.md). Pure. */
export function judgeWith(expectations: Expectations | undefined): (group: RequestGroup) => Judgement {
  const networks = expectedNetworksOf(expectations);
  const services = new Set((expectations?.services ?? []).map(({ service }) => service));
  const exemptionOf = exemptionsOf(expectations);
  return (group) => {
    const network = networkOf(group, networks);
    if (passes(group, network, services)) {
      return { network, finding: 'pass', evidence: evidenceOf(group), exemption: null };
    }
    if (isPreflight(group)) return { network, finding: 'harmless', evidence: 'none', exemption: null };
    const exemption = exemptionOf(group);
    const finding = exemption === null ? findingOf(group) : 'exempt';
    return { network, finding, evidence: 'none', exemption };
  };
}

function passes(group: RequestGroup, network: Network, services: ReadonlySet<string>): boolean {
  if (network === 'aws-service') return isExpectedService(serviceOf(group) ?? null, group.operation, services);
  return network === 'endpoint' || network === 'expected-vpc';
}

function evidenceOf({ witness, operation }: RequestGroup): Evidence {
  if (witness !== null) return 'proven';
  return isLifecycle(operation) ? 'unrecorded' : 'consistent';
}

/** A CORS preflight gives no data, whatever its answer; where CloudTrail has its event, that must be of one too. */
function isPreflight({ operation, witness }: RequestGroup): boolean {
  const isLogged = operation === 'REST.OPTIONS.PREFLIGHT';
  return witness === null ? isLogged : witness.preflight === true && (isLogged || operation.startsWith('CloudTrail.'));
}

function findingOf(group: RequestGroup): 'violation' | 'doubtful' | 'blocked' {
  const { otherAnswer, requester, witness } = group;
  const worst = exposureOf(group);
  const mildest = otherAnswer === null ? worst : exposureOf(otherAnswer);
  const byCloudTrail = witness === null ? undefined : exposureByCloudTrail(witness.errorCode);
  if (byCloudTrail === undefined) {
    if (worst === EXPOSURE.none) return 'blocked';
    // Anybody can send without credentials what is malformed, and quotes, and what the line would say then.
    return requester === null && mildest <= EXPOSURE.malformed ? 'doubtful' : 'violation';
  }
  // Of two ways to read a line CloudTrail decides; a denial that it calls a success is none.
  if (mildest === EXPOSURE.none && byCloudTrail === EXPOSURE.none) return 'blocked';
  const isAnonymous = requester === null && witness?.path !== 'contradiction';
  const isMalformed = mildest === EXPOSURE.malformed && byCloudTrail === EXPOSURE.malformed;
  return isAnonymous && isMalformed ? 'doubtful' : 'violation';
}

function exposureByCloudTrail(errorCode: string | null | undefined): Exposure | undefined {
  return errorCode === undefined ? undefined : exposureOfError(errorCode);
}
