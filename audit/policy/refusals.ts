import { grouped } from '../output/numbers';
/** How AWS measures a policy; the provider of Terraform sends it without white space between its elements. */
type Counted = 'characters' | 'characters without white space' | 'bytes';

interface Limit {
  /** As messages call it. */
  readonly of: string;
  readonly most: number;
  readonly counted: Counted;
  /** Where `most` is what a quota can be raised to: what it is unless it was raised. */
  readonly unlessRaised?: number;
  readonly statements?: number;
  /** Whether nothing but tab, line feed, carriage return and U+0020 to U+00FF may stand in it. */
  readonly latin?: true;
}

/**
 * The longest policy that AWS takes, by what carries it: a longer one ends the apply, and what stood there before stays.
 * Sources: IAM User Guide, "IAM and AWS STS quotas" (white space is not counted; inline policies of a role together; name
 * requirements: characters); AWS STS API Reference, AssumeRole (Policy, PolicyArns); AWS Organizations User Guide, "Quotas and
 * service limits" (service control policies: doubled on 2026-05-15; resource control policies were not); Amazon S3 User Guide,
 * "Bucket policies", "Access points restrictions and limitations"; AWS KMS API Reference, PutKeyPolicy; Amazon SQS Developer
 * Guide, "Amazon SQS policy quotas"; Amazon SNS Developer Guide, "Amazon SNS API permissions" (policy quotas); AWS Lambda
 * Developer Guide, "Lambda quotas"; AWS PrivateLink Guide, "AWS PrivateLink quotas" (white space is counted).
 */
export const POLICY_LIMITS = {
  managed: { of: 'a managed policy', most: 6_144, counted: 'characters without white space', latin: true },
  inline: { of: 'all inline policies of a role', most: 10_240, counted: 'characters without white space', latin: true },
  trust: {
    ...{ of: 'a role trust policy', most: 8_192, counted: 'characters without white space', latin: true },
    unlessRaised: 2_048,
  },
  scp: { of: 'a service control policy', most: 10_240, counted: 'characters' },
  rcp: { of: 'a resource control policy', most: 5_120, counted: 'characters' },
  'access-point': { of: 'an access point policy', most: 20_480, counted: 'bytes' },
  endpoint: { of: 'an endpoint policy', most: 20_480, counted: 'characters' },
  s3: { of: 'a bucket policy', most: 20_480, counted: 'bytes' },
  kms: { of: 'a key policy', most: 32_768, counted: 'bytes', latin: true },
  sqs: { of: 'a queue policy', most: 8_192, counted: 'bytes', statements: 20 },
  sns: { of: 'a topic policy', most: 30_720, counted: 'bytes', statements: 100 },
  lambda: { of: 'the policy of a function', most: 20_480, counted: 'bytes' },
} as const satisfies Readonly<Record<string, Limit>>;

export type PolicyCarrier = keyof typeof POLICY_LIMITS;

/** That AWS takes no such policy; or, where a quota may have been raised, that it may not. */
export interface Refusal {
  readonly problem: string;
  readonly certain: boolean;
}

/**
 * Why AWS refuses policies for their length or their characters, or `undefined`.
 *
 * @param documents one, or all that AWS measures together; as parsed, so that white space between elements is gone.
 */
export function refusal(documents: readonly unknown[], carrier: PolicyCarrier): Refusal | undefined {
  const { of, most, counted, unlessRaised, statements: allowed = Infinity, latin }: Limit = POLICY_LIMITS[carrier];
  const texts = documents.map((document) => JSON.stringify(document));
  const strange = latin && NOT_LATIN.exec(texts.join(''))?.[0];
  if (strange) return { problem: `"${strange}" is no character that AWS takes in ${of}`, certain: true };
  const statements = documents.reduce<number>((sum, document) => sum + statementsOf(document), 0);
  if (statements > allowed) return { problem: `${statements} statements; ${of} has at most ${allowed}`, certain: true };
  const size = texts.reduce((sum, text) => sum + sizeOf(text, counted), 0);
  const has = `${grouped(size)} ${counted}`;
  if (size > most) return { problem: `${has}; AWS takes at most ${grouped(most)} of ${of}`, certain: true };
  if (unlessRaised === undefined || size <= unlessRaised) return undefined;
  const raised = `unless the quota was raised (to ${grouped(most)} at most)`;
  return { problem: `${has}; AWS takes at most ${grouped(unlessRaised)} of ${of} ${raised}`, certain: false };
}

const NOT_LATIN = /[^\t\n\r -\u00ff]/u;

function sizeOf(text: string, counted: Counted): number {
  if (counted === 'bytes') return Buffer.byteLength(text);
  return counted === 'characters' ? text.length : text.replace(/\s/g, '').length;
}

function statementsOf(document: unknown): number {
  return [(document as { Statement?: unknown } | null)?.Statement ?? []].flat().length;
}
