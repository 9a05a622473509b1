/** What S3 answers when a request fails, and whom it tells so. */
export interface S3Error {
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  readonly givenTo: GivenTo;
}

/**
 * Who can be given an answer: anybody, without leave to do what was asked, since the request was refused, could not be
 * authenticated, was sent to the wrong place, or could not be read; anybody who sends something `malformed`, and perhaps
 * those alone who are authorized; or `authorized` callers, since it tells something of the bucket or its objects, or may.
 */
export type GivenTo = 'anybody' | 'malformed' | 'authorized';

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

/** What was sent is malformed, which S3 may find before it asks who sends it, or after. */
const TO_ANYBODY_MALFORMED: CodesByStatus = {
  400: [
    'EntityTooLarge',
    'IncompleteBody',
    'IncorrectNumberOfFilesInPostRequest',
    'InlineDataTooLarge',
    'InvalidArgument',
    'InvalidDigest',
    'InvalidEncryptionAlgorithmError',
    'InvalidRequest',
    'InvalidStorageClass',
    'InvalidTag',
    'KeyTooLongError',
    'MalformedACLError',
    'MalformedPOSTRequest',
    'MalformedXML',
    'MaxMessageLengthExceeded',
    'MaxPostPreDataLengthExceededError',
    'MetadataTooLarge',
    'MissingAttachment',
    'MissingRequestBodyError',
    'RequestTimeout',
    'UnexpectedContent',
    'UnsupportedArgument',
    'UserKeyMustBeSpecified',
  ],
  411: ['MissingContentLength'],
  412: ['RequestIsNotMultiPartContent'],
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
    'EntityTooSmall',
    'IllegalVersioningConfigurationException',
    'InvalidAccessPoint',
    'InvalidAccessPointAliasError',
    'InvalidBucketAclWithObjectOwnership',
    'InvalidBucketOwnerAWSAccountID',
    'InvalidLocationConstraint',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidPolicyDocument',
    'InvalidTargetBucketForLogging',
    'KMS.DisabledException',
    'KMS.InvalidKeyUsageException',
    'KMS.KMSInvalidStateException',
    'KMS.NotFoundException',
    'MalformedPolicy',
    'NoLoggingStatusForKey',
    'NotDeviceOwnerError',
    'RequestTorrentOfBucketError',
    'ResponseInterrupted',
    'TagPolicyException',
    'TooManyAccessPoints',
    'TooManyBuckets',
    'TooManyMultiRegionAccessPointregionsError',
    'TooManyMultiRegionAccessPoints',
    'UnresolvableGrantByEmailAddress',
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
  412: ['PreconditionFailed'],
  416: ['InvalidRange'],
};

/**
 * S3's error codes, for access log and CloudTrail alike. Sources: S3 API Reference, "Error responses" (list of error codes,
 * replication-related and tagging-related error codes), S3 User Guide, "Working with delete markers" (405 for one) and "Using a custom error
 * document" (301 and 302 of a website). Whom an answer is given to, AWS says of few: a code stands under `TO_ANYBODY`
 * only if it is about the credentials, the endpoint, the form of the request or S3 itself.
 */
export const S3_ERRORS: ReadonlyMap<string, S3Error> = new Map([
  ...entriesOf(TO_ANYBODY, 'anybody'),
  ...entriesOf(TO_ANYBODY_MALFORMED, 'malformed'),
  ...entriesOf(AFTER_AUTHORIZATION, 'authorized'),
]);

function entriesOf(codes: CodesByStatus, givenTo: GivenTo): readonly (readonly [string, S3Error])[] {
  return Object.entries(codes).flatMap(([status, names]) =>
    names.map((code) => [code, { httpStatus: Number(status), givenTo }] as const),
  );
}
