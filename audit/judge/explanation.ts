import type { Finding } from './report';

/** What probably happened, and what to look at. */
export interface Explanation {
  readonly probably: string;
  readonly check: string;
}

/**
 * Explains a finding that is no plain pass, from its network and the published range of its address. A guess for people to
 * start from; no verdict depends on it. Sources: VPC User Guide, "Gateway endpoints for Amazon S3" (own region only, route
 * tables); AWS PrivateLink Guide, "Control access to VPC endpoints".
 */
export function explain({ network, aws, finding }: Finding): Explanation | undefined {
  if (finding === 'pass' || finding === 'exempt' || finding === 'harmless') return undefined;
  switch (network) {
    case 'own-nat':
      return {
        probably:
          'the request left the VPC by its NAT gateway: the subnet has a route table without the endpoint, or S3 was asked in another region, which a gateway endpoint does not serve',
        check:
          "the route tables of the instance's subnet for the endpoint's prefix list, the region of the client, and whether the endpoint was deleted or changed at that time",
      };
    case 'public':
      return publicAddress(aws?.service);
    case 'foreign-endpoint':
      return {
        probably:
          'the request came through a VPC endpoint that the expectations do not name: another VPC, or a new endpoint',
        check:
          'whose endpoint it is (vpcEndpointAccountId in CloudTrail), and whether the bucket policy still names ours alone',
      };
    case 'other-private':
      return {
        probably:
          "the request came through some VPC endpoint from a private network that is not the expected VPC: another VPC's, or one connected to it",
        check: 'which VPC has this range, and CloudTrail for the endpoint id (--cloudtrail)',
      };
    case 'relay':
      return {
        probably: 'CloudFront fetched the object, to serve it to whoever asks it for the object',
        check:
          'which distribution has the bucket as its origin, and the statement of the bucket policy that lets it read',
      };
    case 'via-service':
      return {
        probably: 'an AWS service made the request for the caller (forward access session), by no endpoint of ours',
        check:
          'which service it was (userIdentity.invokedBy in CloudTrail), and whether the principal or the service is to be exempt',
      };
    case 'aws-service':
      return {
        probably: 'an AWS service acted on the bucket for itself, and is none of those that hand nothing out',
        check: 'what the service does there; name it under services in the expectations if it is meant to',
      };
    case 'unknown':
      return {
        probably:
          'the log does not tell the address, the request came from another region, or CloudTrail and the log contradict each other',
        check: 'CloudTrail for the source of these requests (--cloudtrail, s3-audit request ID)',
      };
    case 'endpoint':
    case 'expected-vpc':
      return undefined;
  }
}

function publicAddress(service: string | undefined): Explanation {
  if (service === 'EC2') {
    return {
      probably:
        "the request came from an instance with a public address: ours in a public subnet, or another AWS customer's",
      check:
        'whether the address was one of your own Elastic or public addresses at that time, and the route table of its subnet',
    };
  }
  if (service !== undefined) {
    return {
      probably: "the request came from an AWS service, on somebody's behalf",
      check: 'CloudTrail for the service and the principal behind it (--cloudtrail)',
    };
  }
  return {
    probably: 'the request came from the internet',
    check: "who the requester is, and whether the bucket policy's Deny was in place at that time",
  };
}
