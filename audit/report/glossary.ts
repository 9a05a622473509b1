import type { Network } from '../judge/network';
import type { Evidence, FindingKind } from '../judge/report';
import type { Verdict } from '../judge/verdict';

/** What each word of a report means, for readers who see it for the first time. A new word without a meaning does not compile. */
export const NETWORK_MEANINGS: Readonly<Record<Network, string>> = {
  endpoint: 'CloudTrail says that the request came through an expected VPC endpoint: proof',
  'expected-vpc':
    'the address lies in the range of the expected VPC, and nothing says otherwise: consistent with the endpoint, no proof, since an access log names no endpoint',
  'aws-service': 'an AWS service acting for itself, such as log delivery, lifecycle or replication',
  'own-nat':
    "the public address of the VPC's own NAT gateway: our traffic, but round the endpoint and over the internet",
  'foreign-endpoint':
    'a VPC endpoint that the expectations do not name, by CloudTrail or by the Host header, or the endpoint of Transfer Acceleration or of Multi-Region Access Points',
  'other-private': 'a private address in no expected range: another network, by some VPC endpoint',
  relay: 'CloudFront, which serves objects to the internet',
  'via-service': 'an AWS service acting for the requester (forward access session), by no endpoint of ours',
  public: 'an address of the internet',
  unknown: 'the sources tell no address, only a part of one, another region, or contradict each other',
};

export const FINDING_MEANINGS: Readonly<Record<FindingKind, string>> = {
  violation: 'came by another path than the expected ones, and got through',
  doubtful:
    'came by another path without credentials, and may have been answered or refused: anybody can send what is malformed, or write such a line',
  blocked: 'came by another path and was denied or failed: the perimeter held',
  exempt: 'came by another path, by a principal that the expectations exempt, with the reason given there',
  harmless: 'came by another path and asks for no data: a CORS preflight',
  pass: 'came by an expected path, or by an AWS service that hands nothing out',
};

export const EVIDENCE_MEANINGS: Readonly<Record<Evidence, string>> = {
  proven: 'CloudTrail recorded the request with the endpoint it came through, or as done by AWS itself',
  unrecorded: "S3's own doing (lifecycle), of which CloudTrail records no events",
  consistent: 'only the address speaks for the expected path',
  none: 'no pass, so nothing to prove',
};

export const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'everything that got through came by an expected path or was exempt, and nothing speaks against the logs being complete',
  fail: 'something got through by another path',
  unproven: 'nothing bad was found, but something could hide it; the reasons say what',
};

export const COVERAGE_MEANINGS: Readonly<Record<string, string>> = {
  record: 'a line of the access log that could be read: one request',
  duplicate: 'a line equal in every byte to an earlier one, counted once: S3 may deliver a line more than once',
  ambiguous:
    'a record that can be read in two ways, since a client may write quotes into its URI, Referer and User-Agent; judged by its worst reading, unless CloudTrail decides',
  'could not be read': 'a line that is no record; it may hold anything and is kept: s3-audit rejects',
};
