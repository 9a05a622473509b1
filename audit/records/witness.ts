/** What CloudTrail testifies about one request, all its events together. */
export type Witness = Path & {
  /**
   * Who called: an ARN, the account where no more is told, `svc:` and a service's name, or `null` for anonymous. Several where
   * events contradict each other: no principal's name, then.
   */
  readonly caller: string | null;
  /** The answer: S3's error code, `null` for a success. Network-activity events tell none: `undefined`. */
  readonly errorCode?: string | null | undefined;
  /** An endpoint that a Host header of the events names. */
  readonly hostEndpoint?: string | undefined;
  /** The address that the events tell of a request whose line tells none; as it stands there, where it cannot be read. */
  readonly address?: string | undefined;
  /** All events are CORS preflights, which give no data. */
  readonly preflight?: true | undefined;
  /**
   * Network activity without a host id: a line of the access log may be of the same request, and nobody can tell which. It
   * counts against a path, never for one.
   */
  readonly pathAlone?: true | undefined;
  /** What an upload asked for in its encryption headers. */
  readonly encryption?: UploadEncryption | undefined;
};

/** Encryption of an upload: what is missing is not told, and a header that is `null` was not sent. */
export interface UploadEncryption {
  /** `x-amz-server-side-encryption`. */
  readonly algorithm?: string | null;
  /** `x-amz-server-side-encryption-aws-kms-key-id`, the ARN of a key. */
  readonly keyId?: string | null;
  /** `x-amz-server-side-encryption-customer-algorithm`. */
  readonly customerAlgorithm?: string | null;
  /** ARN of the KMS key by which S3 encrypted it; `null` for none. */
  readonly usedKey?: string | null;
}

export type Path =
  /** It came through this endpoint, be it the expected one or not; and whether CloudTrail tells the address it came from. */
  | { readonly path: 'endpoint'; readonly vpcEndpointId: string; readonly tellsAddress: boolean }
  /** A service made it for itself, by whatever endpoint of AWS; its name may be untold. */
  | { readonly path: 'service' }
  /** A service made it for the caller (forward access session). */
  | { readonly path: 'via-service'; readonly service: string }
  /** Somebody made it, by no endpoint: from an address, or a source that cannot be read as one. */
  | { readonly path: 'address' }
  /** Records contradict each other or the access log, so none of them proves anything. */
  | { readonly path: 'contradiction'; readonly about: Disagreement };

export type Disagreement = 'endpoint' | 'address' | 'outcome' | 'bucket' | 'account' | 'caller' | 'time' | 'events';
