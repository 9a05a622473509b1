/** What CloudTrail testifies about one request. */
export type Witness = Path & {
  /** CloudTrail says that the request was refused or failed; without it, that it succeeded. */
  readonly refused?: true;
};

export type Path =
  /** It came through this endpoint, be it the expected one or not. */
  | { readonly path: 'endpoint'; readonly vpcEndpointId: string }
  /** A service made it, on its own or somebody's behalf, through no endpoint. */
  | { readonly path: 'service'; readonly service: string }
  /** It came through no endpoint and is no service's: from an address, or from a source that can not be read as one. */
  | { readonly path: 'address' }
  /** Records contradict each other or the access log, so none of them proves anything. */
  | { readonly path: 'contradiction'; readonly about: Disagreement };

export type Disagreement = 'bucket' | 'account' | 'address' | 'endpoint' | 'outcome';
