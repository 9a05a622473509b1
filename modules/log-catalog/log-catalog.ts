import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import { GlueCatalogTable } from '@cdktf/provider-aws/lib/glue-catalog-table';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { Construct } from 'constructs';
import { scanLimitBytes, type CatalogSettings } from '../../contract/deployment/catalog-settings';
import { bucketArn, type Names, type Side } from '../../contract/deployment/names';
import type { LogTable } from '../../contract/log-tables';
import { roleSettings, type Account } from '../account';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { policyDocument } from '../policy/statement';
import { PrivateBucket } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';
import { readerPolicy } from './reader-policy';

/** Which logs a `LogCatalog` makes tables of, and who may query them. */
export interface LogCatalogProps {
  readonly account: Account;
  readonly names: Names['catalog'];
  readonly settings: CatalogSettings;
  readonly logBucket: string;
  readonly tables: readonly LogTable[];
  readonly key: EncryptionKey;
  readonly removalPolicy: RemovalPolicy;
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
    const results = this.addResultBucket();
    this.addWorkgroup(results);
    this.readerRoleArn = this.addReader(results);
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

  private addResultBucket(): PrivateBucket {
    const { account, names, settings, key, removalPolicy } = this.props;
    const id = `${this.side}_results`;
    const bucketName = names.resultBucket[this.side];
    const bucket = new PrivateBucket(this, id, {
      account,
      bucketName,
      keyArn: key.arn,
      after: key.made,
      removalPolicy,
    });
    bucket.setPolicy([]);
    bucket.chain.append(
      (after) =>
        new S3BucketLifecycleConfiguration(this, `${id}_lifecycle`, {
          provider: account.provider,
          bucket: bucketName,
          rule: [
            {
              id: 'expire-results',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              expiration: [{ days: settings.resultRetentionDays }],
              abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
            },
          ],
          dependsOn: [after], // one change of a bucket at a time
        }),
    );
    return bucket;
  }

  private addWorkgroup(results: PrivateBucket): void {
    const { account, names, settings, key, removalPolicy } = this.props;
    new AthenaWorkgroup(this, `${this.side}_workgroup`, {
      provider: account.provider,
      name: names.workgroup,
      description: 'Queries over logs: limited, encrypted, and nobody can set that aside',
      forceDestroy: removalPolicy === 'destroy',
      configuration: {
        enforceWorkgroupConfiguration: true,
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

  private addReader(results: PrivateBucket): string {
    const { account, names, settings, logBucket, key } = this.props;
    const { provider, partition } = account;
    const id = `${this.side}_audit_reader`;
    const role = new IamRole(this, id, {
      provider,
      name: names.readerRole,
      ...roleSettings(account),
      description: 'Reads the logs of the account, by query or as files',
      assumeRolePolicy: policyDocument([
        {
          sid: 'AllowReaders',
          effect: 'Allow',
          principal: { AWS: settings.readers },
          action: ['sts:AssumeRole'],
        },
      ]),
    });
    new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: 'read-logs',
      role: role.name,
      policy: policyDocument(
        readerPolicy({
          account,
          workgroup: names.workgroup,
          database: names.database,
          logBucketArn: bucketArn(partition, logBucket),
          resultBucketArn: results.arn,
          keyArn: key.arn,
        }),
      ),
    });
    return role.arn;
  }
}

/** Athena's own `${…}`, which Terraform would take for its own. */
function escaped(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const escape = (text: string) => text.replaceAll('${', () => '$${');
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, escape(value)]));
}
