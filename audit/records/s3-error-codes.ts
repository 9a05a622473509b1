/** What S3 answers when a request fails, and whom it tells so. */
export interface S3Error {
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  /**
   * Whether anybody can be given this answer, without leave to do what was asked: the request was refused, could not be
   * authenticated, was sent to the wrong place, or could not be read. All other answers tell something of the bucket or its
   * objects, or may, and so count as given after authorization.
   */
  readonly toAnybody: boolean;
}

type CodesByStatus = Readonly<Record<number, readonly string[]>>;

/** Refused, not authenticated, sent elsewhere, not understood as a request, or S3's own failure. */
const TO_ANYBODY: CodesByStatus = {
  301: ['PermanentRedirect', 'PermanentRedirectControlError'],
  307: ['Redirect', 'TemporaryRedirect'],
  400: [
    'AuthorizationHeaderMalformed',
    'AuthorizationQueryParametersError',
    'CredentialsNotSupported',
    'EndpointNotFound',
    'ExpiredToken',
    'IllegalLocationConstraintException',
    'IncorrectEndpoint',
    'InvalidAddressingHeader',
    'InvalidBucketName',
    'InvalidHostHeader',
    'InvalidHttpMethod',
    'InvalidSessionException',
    'InvalidSignature',
    'InvalidSOAPRequest',
    'InvalidToken',
    'InvalidURI',
    'MissingSecurityElement',
    'MissingSecurityHeader',
    'RequestHeaderSectionTooLarge',
    'TokenCodeInvalidError',
    'TokenRefreshRequired',
    'UnsupportedSignature',
  ],
  403: [
    'AccessDenied',
    'AccessForbidden',
    'AccountProblem',
    'AllAccessDisabled',
    'InvalidAccessKeyId',
    'InvalidSecurity',
    'MissingAuthenticationToken',
    'NotSignedUp',
    'RequestTimeTooSkewed',
    'SignatureDoesNotMatch',
    'UnauthorizedAccessError',
    'UnexpectedIPError',
  ],
  404: ['NoSuchBucket', 'NoSuchWebsiteConfiguration'],
  500: ['InternalError'],
  501: ['NotImplemented'],
  503: ['ServiceUnavailable', 'SlowDown'],
};

/** Tell, or may tell, that the caller was allowed: what is there, in what state, or what is wrong with what was sent. */
const AFTER_AUTHORIZATION: CodesByStatus = {
  301: ['WebsiteRedirect'],
  302: ['Found'],
  304: ['NotModified'],
  400: [
    'AccessControlListNotSupported',
    'AmbiguousGrantByEmailAddress',
    'BadDigest',
    'BucketHasAccessPointsAttached',
    'ConnectionClosedByRequester',
    'DeviceNotActiveError',
    'EntityTooLarge',
    'EntityTooSmall',
    'IllegalVersioningConfigurationException',
    'IncompleteBody',
    'IncorrectNumberOfFilesInPostRequest',
    'InlineDataTooLarge',
    'InvalidAccessPoint',
    'InvalidAccessPointAliasError',
    'InvalidArgument',
    'InvalidBucketAclWithObjectOwnership',
    'InvalidBucketOwnerAWSAccountID',
    'InvalidDigest',
    'InvalidEncryptionAlgorithmError',
    'InvalidLocationConstraint',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidPolicyDocument',
    'InvalidRequest',
    'InvalidStorageClass',
    'InvalidTag',
    'InvalidTargetBucketForLogging',
    'KMS.DisabledException',
    'KMS.InvalidKeyUsageException',
    'KMS.KMSInvalidStateException',
    'KMS.NotFoundException',
    'KeyTooLongError',
    'MalformedACLError',
    'MalformedPOSTRequest',
    'MalformedPolicy',
    'MalformedXML',
    'MaxMessageLengthExceeded',
    'MaxPostPreDataLengthExceededError',
    'MetadataTooLarge',
    'MissingAttachment',
    'MissingRequestBodyError',
    'NoLoggingStatusForKey',
    'NotDeviceOwnerError',
    'RequestTimeout',
    'RequestTorrentOfBucketError',
    'ResponseInterrupted',
    'TagPolicyException',
    'TooManyAccessPoints',
    'TooManyBuckets',
    'TooManyMultiRegionAccessPointregionsError',
    'TooManyMultiRegionAccessPoints',
    'UnexpectedContent',
    'UnresolvableGrantByEmailAddress',
    'UnsupportedArgument',
    'UserKeyMustBeSpecified',
  ],
  403: ['CrossLocationLoggingProhibited', 'InvalidObjectState', 'InvalidPayer', 'InvalidRegion'],
  404: [
    'NoSuchAccessPoint',
    'NoSuchAsyncRequest',
    'NoSuchBucketPolicy',
    'NoSuchCORSConfiguration',
    'NoSuchConfiguration',
    'NoSuchKey',
    'NoSuchLifecycleConfiguration',
    'NoSuchMultiRegionAccessPoint',
    'NoSuchObjectLockConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
    'NoSuchTagSet',
    'NoSuchUpload',
    'NoSuchVersion',
    'NoTransformationDefined',
    'ObjectLockConfigurationNotFoundError',
    'OwnershipControlsNotFoundError',
    'ReplicationConfigurationNotFoundError',
    'ServerSideEncryptionConfigurationNotFoundError',
  ],
  405: ['MethodNotAllowed'],
  409: [
    'AccessPointAlreadyOwnedByYou',
    'BucketAlreadyExists',
    'BucketAlreadyOwnedByYou',
    'BucketNotEmpty',
    'ClientTokenConflict',
    'ConditionalRequestConflict',
    'InvalidBucketState',
    'OperationAborted',
    'RestoreAlreadyInProgress',
  ],
  411: ['MissingContentLength'],
  412: ['PreconditionFailed', 'RequestIsNotMultiPartContent'],
  416: ['InvalidRange'],
};

/**
 * S3's error codes, for access log and CloudTrail alike. Sources: S3 API Reference, "Error responses" (list of error codes,
 * replication-related and tagging-related error codes), S3 User Guide, "Working with delete markers" (405 for one) and "Using a custom error
 * document" (301 and 302 of a website). Whom an answer is given to, AWS says of few: a code stands under `TO_ANYBODY`
 * only if it is about the credentials, the endpoint, the form of the request or S3 itself.
 */
export const S3_ERRORS: ReadonlyMap<string, S3Error> = new Map([
  ...entriesOf(TO_ANYBODY, true),
  ...entriesOf(AFTER_AUTHORIZATION, false),
]);

function entriesOf(codes: CodesByStatus, toAnybody: boolean): readonly (readonly [string, S3Error])[] {
  return Object.entries(codes).flatMap(([status, names]) =>
    names.map((code) => [code, { httpStatus: Number(status), toAnybody }] as const),
  );
}
