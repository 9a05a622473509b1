import type { AdvancedEventSelector, AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';

/** The event selectors of a trail; it has the one kind or the other. */
export interface Selectors {
  readonly basic: readonly EventSelector[];
  readonly advanced: readonly AdvancedEventSelector[];
}

/** Which requests to the objects of a bucket a trail records. */
export interface DataCoverage {
  readonly reads: boolean;
  readonly writes: boolean;
}

/**
 * Which requests to all objects of a bucket are recorded. A selector that is narrowed further than to a bucket and to
 * reads or writes is taken for none: it may leave out what matters.
 * Source: CloudTrail User Guide, "Logging data events"; CloudTrail API Reference, AdvancedFieldSelector, DataResource.
 */
export function dataCoverage({ basic, advanced }: Selectors, bucketArn: string): DataCoverage {
  const objects = `${bucketArn}/`;
  const covered = [
    ...basic
      .filter((selector) => coversByResource(selector, objects))
      .map(({ ReadWriteType }) => ReadWriteType ?? 'All'),
    ...advanced.flatMap(({ FieldSelectors = [] }) => coveredByFields(FieldSelectors, objects) ?? []),
  ];
  return {
    reads: covered.some((kind) => kind !== 'WriteOnly'),
    writes: covered.some((kind) => kind !== 'ReadOnly'),
  };
}

function coversByResource({ DataResources = [] }: EventSelector, objects: string): boolean {
  return DataResources.some(
    ({ Type, Values = [] }) => Type === 'AWS::S3::Object' && Values.some((value) => objects.startsWith(value)),
  );
}

function coveredByFields(
  fields: readonly AdvancedFieldSelector[],
  objects: string,
): 'All' | 'ReadOnly' | 'WriteOnly' | undefined {
  if (!isOnly(fields, 'eventCategory', 'Data') || !isOnly(fields, 'resources.type', 'AWS::S3::Object'))
    return undefined;
  let kind: 'All' | 'ReadOnly' | 'WriteOnly' = 'All';
  for (const field of fields) {
    const { Field: name, Equals = [], StartsWith = [] } = field;
    if (name === 'eventCategory' || name === 'resources.type') continue;
    if (name === 'readOnly' && isBy(field, 'Equals') && Equals.length === 1)
      kind = Equals[0] === 'true' ? 'ReadOnly' : 'WriteOnly';
    else if (name !== 'resources.ARN' || !isBy(field, 'StartsWith')) return undefined;
    else if (!StartsWith.some((value) => objects.startsWith(value))) return undefined;
  }
  return kind;
}

/**
 * Whether all management events that write are recorded: changes of policies, trails and endpoints. A selector that is narrowed
 * further than to them is taken for none.
 * Source: CloudTrail User Guide, "Logging management events".
 */
export function managementCoverage({ basic, advanced }: Selectors): boolean {
  const byBasic = basic.some(
    ({ IncludeManagementEvents, ReadWriteType = 'All', ExcludeManagementEventSources = [] }) =>
      IncludeManagementEvents === true && ReadWriteType !== 'ReadOnly' && areAside(ExcludeManagementEventSources),
  );
  return byBasic || advanced.some(({ FieldSelectors = [] }) => coversManagement(FieldSelectors));
}

/** What changes no policy: that of a key does, so KMS must not be left out. */
function areAside(sources: readonly string[]): boolean {
  return sources.every((source) => source === 'rdsdata.amazonaws.com');
}

function coversManagement(fields: readonly AdvancedFieldSelector[]): boolean {
  if (!isOnly(fields, 'eventCategory', 'Management')) return false;
  return fields.every((field) => {
    if (field.Field === 'eventCategory') return true;
    if (field.Field === 'eventSource') return isBy(field, 'NotEquals') && areAside(field.NotEquals ?? []);
    return field.Field === 'readOnly' && isBy(field, 'Equals') && field.Equals?.join() === 'false';
  });
}

/** How much of what passes an endpoint for S3 is recorded: all of it, only what the endpoint's policy denies, or nothing. */
export type NetworkCoverage = 'all' | 'denied' | 'none';

/** Source: CloudTrail User Guide, "Logging network activity events". */
export function networkCoverage({ advanced }: Selectors, endpointId: string): NetworkCoverage {
  const kinds = advanced.map(({ FieldSelectors = [] }) => networkCoverageOf(FieldSelectors, endpointId));
  return kinds.includes('all') ? 'all' : kinds.includes('denied') ? 'denied' : 'none';
}

function networkCoverageOf(fields: readonly AdvancedFieldSelector[], endpointId: string): NetworkCoverage {
  if (!isOnly(fields, 'eventCategory', 'NetworkActivity') || !isOnly(fields, 'eventSource', 's3.amazonaws.com'))
    return 'none';
  let coverage: NetworkCoverage = 'all';
  for (const field of fields) {
    const { Field: name, Equals = [] } = field;
    if (name === 'eventCategory' || name === 'eventSource') continue;
    if (!isBy(field, 'Equals')) return 'none';
    if (name === 'errorCode' && Equals.includes('VpceAccessDenied')) coverage = 'denied';
    else if (name !== 'vpcEndpointId' || !Equals.includes(endpointId)) return 'none';
  }
  return coverage;
}

/** Whether a field is selected by equality, this value among those allowed, and in no other way. */
function isOnly(fields: readonly AdvancedFieldSelector[], name: string, value: string): boolean {
  const own = fields.filter(({ Field }) => Field === name);
  return own.length > 0 && own.every((field) => field.Equals?.includes(value) === true && isBy(field, 'Equals'));
}

/** Whether a field is selected by one operator and no other: how several go together, is not taken for granted. */
function isBy(field: AdvancedFieldSelector, operator: (typeof OPERATORS)[number]): boolean {
  return OPERATORS.every((other) => (field[other] ?? []).length > 0 === (other === operator));
}

const OPERATORS = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;
