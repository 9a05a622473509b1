import { accessLogLineRegex, accessLogTable, cloudTrailTable } from '../../contract/log-tables';
import { placeProblems, type AccessLogPlace } from '../../contract/log-places';
import { ACCESS_LOG_COLUMNS } from '../../contract/access-log-regex';

const PLACE: AccessLogPlace = {
  location: 's3://logs-222222222222/s3-access/',
  layout: 'partitioned',
  accounts: ['222222222222'],
  regions: ['us-east-1'],
  buckets: ['orders-replica-222222222222'],
  since: '2026-01-01',
};

describe('the table of server access logs', () => {
  it('has a column for each group of its expression, the whole line first', () => {
    const { columns, serdeParameters } = accessLogTable(PLACE);
    expect(serdeParameters['input.regex']).toBe(accessLogLineRegex);
    expect(columns.map(({ name }) => name)).toEqual(['line', ...ACCESS_LOG_COLUMNS.map(({ name }) => name)]);
    const groups = accessLogLineRegex.replace(/\\./g, '').match(/\((?!\?)/g);
    expect(groups).toHaveLength(columns.length);
  });

  it('projects account, region, bucket and day over the partitioned prefix', () => {
    const { parameters, partitionKeys } = accessLogTable(PLACE);
    expect(partitionKeys.map(({ name }) => name)).toEqual(['log_account', 'log_region', 'log_bucket', 'day']);
    expect(parameters['storage.location.template']).toBe(
      's3://logs-222222222222/s3-access/${log_account}/${log_region}/${log_bucket}/${day}/',
    );
    expect(parameters['projection.day.range']).toBe('2026/01/01,NOW+1DAY');
  });

  it('has no partitions over a simple prefix', () => {
    const { parameters, partitionKeys } = accessLogTable({ ...PLACE, layout: 'simple' });
    expect(partitionKeys).toEqual([]);
    expect(Object.keys(parameters).filter((name) => name.startsWith('projection'))).toEqual([]);
  });

  it('refuses what cannot be part of a table, all of it at once', () => {
    const wrong = {
      ...PLACE,
      location: 's3://logs/${x}/',
      accounts: ['2'],
      buckets: ["a'b", 'a,b'],
      since: 'yesterday',
    };
    expect(placeProblems('Lines; DROP', wrong)).toHaveLength(6);
    expect(() => accessLogTable(wrong)).toThrow(/location .*; first day .*; account /);
    expect(() => accessLogTable({ ...PLACE, buckets: [] })).toThrow('at least one is needed');
  });
});

describe('the table of CloudTrail records', () => {
  it('projects account, kind of file, region and day over AWSLogs/', () => {
    const place = { ...PLACE, location: 's3://logs-222222222222/AWSLogs/', since: 'NOW-400DAYS' };
    const { parameters } = cloudTrailTable(place);
    expect(parameters['projection.day.range']).toBe('NOW-400DAYS,NOW+1DAY');
    expect(parameters['storage.location.template']).toBe(
      's3://logs-222222222222/AWSLogs/${log_account}/${kind}/${log_region}/${day}/',
    );
  });
});
