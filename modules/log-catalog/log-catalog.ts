import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { GlueCatalogTable } from '@cdktf/provider-aws/lib/glue-catalog-table';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { scanLimitBytes, type CatalogSettings } from '../../contract/deployment/catalog-settings';
import { bucketArn, type Names, type Side } from '../../contract/deployment/names';
import type { LogTable } from '../../contract/log-tables';
import { roleArnOf, roleSettings, type Account } from '../account';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { granteesOf } from '../policy/grantees';
import { policyDocument, type Statement } from '../policy/statement';
import { PrivateBucket } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';
import { compactorPolicy, denyWritesExceptBy, readerPolicy, type ArchivePlace } from './reader-policy';

/** Which logs a `LogCatalog` makes tables of, and who may query them. */
export interface LogCatalogProps {
  readonly account: Account;
  readonly names: Names['catalog'];
  readonly settings: CatalogSettings;
  /** Log bucket of the account. @default none: all its logs are in an archive */
  readonly logBucket?: string;
  /** Bucket of another account that the trail delivers to. @default none */
  readonly archive?: ArchivePlace;
  readonly tables: readonly LogTable[];
  readonly key: EncryptionKey;
  readonly removalPolicy: RemovalPolicy;
  /** Days that Parquet is kept: as long as the logs. */
  readonly retentionDays: number;
}

/** Athena and Glue over the logs of one account: tables, a workgroup that limits and encrypts, and who may query. */
export class LogCatalog extends Construct {
  readonly readerRoleArn: string;
  private readonly side: Side;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogCatalogProps,
  ) {
    super(scope, id);
    this.side = props.account.side;
    this.addTables();
    const { names, settings, retentionDays } = props;
    const results = this.addBucket('results', names.resultBucket[this.side], settings.resultRetentionDays, []);
    this.addWorkgroup('workgroup', names.workgroup, results, true);
    const compactor = roleArnOf(props.account, names.compactorRole);
    const compactName = names.compactBucket[this.side];
    const compact =
      settings.compactors.length === 0
        ? undefined
        : this.addBucket('compact_logs', compactName, retentionDays, [
            denyWritesExceptBy(compactor, bucketArn(props.account.partition, compactName)),
          ]);
    const policy = {
      account: props.account,
      database: names.database,
      ...(props.logBucket !== undefined && { logBucketArn: bucketArn(props.account.partition, props.logBucket) }),
      ...(props.archive && { archive: props.archive }),
      resultBucketArn: results.arn,
      keyArn: props.key.arn,
    };
    this.readerRoleArn = this.addRole('audit_reader', {
      roleName: names.readerRole,
      description: 'Reads the logs of the account, by query or as files',
      principals: settings.readers,
      policy: readerPolicy({
        ...policy,
        workgroup: names.workgroup,
        ...(compact && { compactBucketArn: compact.arn }),
      }),
    });
    if (compact === undefined) return;
    // Athena refuses a place of one's own where a workgroup enforces its place of results ("Considerations … for CTAS queries").
    this.addWorkgroup('compact_workgroup', names.compactWorkgroup, results, false);
    this.addRole('audit_compactor', {
      roleName: names.compactorRole,
      description: 'Writes the logs of the account as Parquet',
      principals: settings.compactors,
      policy: compactorPolicy({ ...policy, workgroup: names.compactWorkgroup, compactBucketArn: compact.arn }),
    });
  }

  private addTables(): void {
    const { account, names, tables } = this.props;
    const { provider } = account;
    const database = new GlueCatalogDatabase(this, `${this.side}_audit`, {
      provider,
      name: names.database,
      description: `Logs of account ${account.id}`,
    });
    for (const table of tables) {
      new GlueCatalogTable(this, `${this.side}_${table.name}`, {
        provider,
        databaseName: database.name,
        name: table.name,
        description: table.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: escaped(table.parameters),
        partitionKeys: [...table.partitionKeys],
        storageDescriptor: {
          location: table.location,
          inputFormat: table.inputFormat,
          outputFormat: table.outputFormat,
          serDeInfo: { serializationLibrary: table.serializationLibrary, parameters: escaped(table.serdeParameters) },
          columns: [...table.columns],
        },
      });
    }
  }

  private addBucket(name: string, bucketName: string, days: number, statements: readonly Statement[]): PrivateBucket {
    const { account, key, removalPolicy } = this.props;
    const id = `${this.side}_${name}`;
    const bucket = new PrivateBucket(this, id, {
      account,
      bucketName,
      keyArn: key.arn,
      after: key.made,
      removalPolicy,
    });
    bucket.setPolicy(statements);
    bucket.expire([
      { id: 'expire', expiration: [{ days }], abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }] },
    ]);
    return bucket;
  }

  private addWorkgroup(id: string, name: string, results: PrivateBucket, enforces: boolean): void {
    const { account, settings, key, removalPolicy } = this.props;
    new AthenaWorkgroup(this, `${this.side}_${id}`, {
      provider: account.provider,
      name,
      description: enforces
        ? 'Queries over logs: limited, encrypted, and nobody can set that aside'
        : 'Writes logs as Parquet, to a place that the query names',
      forceDestroy: removalPolicy === 'destroy',
      configuration: {
        enforceWorkgroupConfiguration: enforces,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimitBytes(settings),
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${results.bucketName}/`,
          expectedBucketOwner: account.id,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKeyArn: key.arn },
        },
      },
      dependsOn: [results.chain.end], // results must not land in a bucket that still stands open or keeps them for ever
    });
  }

  private addRole(name: string, { roleName, description, principals, policy }: CatalogRole): string {
    const { account } = this.props;
    const { provider } = account;
    const id = `${this.side}_${name}`;
    const role = new IamRole(this, id, {
      provider,
      name: roleName,
      ...roleSettings(account),
      description,
      assumeRolePolicy: policyDocument(
        granteesOf(principals, account.partition).map(({ sid, principal, condition }) => ({
          sid: `${name === 'audit_reader' ? 'AllowReaders' : 'AllowCompactors'}${sid}`,
          effect: 'Allow',
          principal,
          action: ['sts:AssumeRole'],
          ...(Object.keys(condition).length > 0 && { condition }),
        })),
      ),
    });
    new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: name === 'audit_reader' ? 'read-logs' : 'compact-logs',
      role: role.name,
      policy: policyDocument(policy),
    });
    return role.arn;
  }
}

interface CatalogRole {
  readonly roleName: string;
  readonly description: string;
  readonly principals: readonly string[];
  readonly policy: readonly Statement[];
}

/** Athena's own `${…}`, which Terraform would take for its own. */
function escaped(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const escape = (text: string) => text.replaceAll('${', () => '$${');
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, escape(value)]));
}
