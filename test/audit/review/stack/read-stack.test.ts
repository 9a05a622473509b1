import { readStack } from '../../../../audit/review/stack/read-stack';
import { unresolvedAt, type Resource, type Stack } from '../../../../audit/review/stack/stack';

const provider = {
  aws: [
    { alias: 'a', region: 'us-east-1', allowed_account_ids: ['111111111111'] },
    { alias: 'b', region: 'eu-west-1', assume_role: [{ role_arn: 'arn:aws:iam::222222222222:role/deployer' }] },
  ],
};

function stackOf(rest: Record<string, unknown>): Stack {
  const stack = readStack({ provider, ...rest }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return stack.value;
}

function resourceOf(stack: Stack, address: string): Resource {
  const found = stack.resources.find((resource) => resource.address === address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found;
}

/** A resource in account A that holds one text under `policy`. */
function policyText(policy: string, others: Record<string, unknown> = {}, sections: object = {}): Resource {
  const resource = {
    aws_s3_bucket_policy: { p: { provider: 'aws.a', bucket: 'orders', policy } },
    ...others,
  };
  return resourceOf(stackOf({ resource, ...sections }), 'aws_s3_bucket_policy.p');
}

describe('accounts of resources', () => {
  const stack = stackOf({
    resource: {
      aws_s3_bucket: {
        a: { provider: 'aws.a', bucket: 'a' },
        b: { provider: 'aws.b', bucket: 'b' },
        nowhere: { bucket: 'c' },
      },
    },
  });

  it('are told by the only account that the provider may build in', () => {
    expect(resourceOf(stack, 'aws_s3_bucket.a')).toMatchObject({ account: '111111111111', region: 'us-east-1' });
  });

  it('are told by the role that the provider assumes', () => {
    expect(resourceOf(stack, 'aws_s3_bucket.b')).toMatchObject({ account: '222222222222', region: 'eu-west-1' });
  });

  it('are not guessed for a provider that does not tell', () => {
    expect(resourceOf(stack, 'aws_s3_bucket.nowhere').account).toBeUndefined();
  });
});

describe('references', () => {
  const key = { aws_kms_key: { data: { provider: 'aws.b', description: 'data' } } };
  const KEY = /^arn:aws:kms:eu-west-1:222222222222:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

  it('to a key become an ARN with a symbolic id in the account and region of the key', () => {
    expect(policyText('${aws_kms_key.data.arn}', key).attributes.policy).toMatch(KEY);
  });

  it('to two endpoints become two well-formed ids', () => {
    const endpoints = { aws_vpc_endpoint: { s3: { provider: 'aws.a' }, other: { provider: 'aws.a' } } };
    const { policy } = policyText('${aws_vpc_endpoint.s3.id} ${aws_vpc_endpoint.other.id}', endpoints).attributes;
    expect(policy).toMatch(/^vpce-0[0-9a-f]{16} vpce-0[0-9a-f]{16}$/);
    const [first, second] = String(policy).split(' ');
    expect(first).not.toBe(second);
  });

  it('are remembered by the symbol that stands for them', () => {
    const stack = stackOf({
      resource: { ...key, aws_kms_alias: { k: { provider: 'aws.b', target_key_id: '${aws_kms_key.data.key_id}' } } },
    });
    const symbol = resourceOf(stack, 'aws_kms_alias.k').attributes.target_key_id;
    expect(stack.symbols.get(String(symbol))).toBe('aws_kms_key.data');
  });

  it('to names and ARNs of roles become literal text, paths included', () => {
    const role = { aws_iam_role: { r: { provider: 'aws.a', name: 'reader', path: '/app/' } } };
    expect(policyText('${aws_iam_role.r.arn} ${aws_iam_role.r.name}', role).attributes.policy).toBe(
      'arn:aws:iam::111111111111:role/app/reader reader',
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'to %s, which every object answers to, stay unresolved, and so does what lies below it',
    (name) => {
      const others = { aws_s3_bucket: { own: { provider: 'aws.a', bucket: 'orders', tags: { a: 'b' } } } };
      for (const reference of [
        `aws_s3_bucket.own.${name}`,
        `aws_s3_bucket.own.tags.${name}`,
        `local.${name}`,
        `local.own.${name}`,
      ]) {
        const resource = policyText(`\${${reference}}`, others, { locals: { own: {} } });
        expect(unresolvedAt(resource, 'policy')).toMatch(/is not (known|defined)|is known only after apply/);
      }
    },
  );

  it('to an ARN with a part that is not known stay unresolved', () => {
    const role = { aws_iam_role: { r: { provider: 'aws.a', name: 'reader', path: '${var.path}' } } };
    const resource = policyText('${aws_iam_role.r.arn}', role);
    expect(unresolvedAt(resource, 'policy')).toBe('"${aws_iam_role.r.arn}" is known only after apply');
  });

  it('through other references and locals are followed to their end', () => {
    const others = { aws_s3_bucket: { b: { provider: 'aws.a', bucket: '${local.names.data}' } } };
    const stack = stackOf({
      locals: { names: { data: '${local.prefix}-data' }, prefix: 'orders' },
      resource: { ...others, aws_s3_bucket_policy: { p: { bucket: '${aws_s3_bucket.b.id}' } } },
    });
    expect(resourceOf(stack, 'aws_s3_bucket_policy.p').attributes.bucket).toBe('orders-data');
  });

  it('that lead back to themselves are not followed for ever', () => {
    const bucket = { aws_s3_bucket: { b: { bucket: '${aws_s3_bucket.b.bucket}' } } };
    const [resource] = stackOf({ resource: bucket }).resources;
    expect(resource?.unresolved[0]?.reason).toContain('refers to itself');
  });

  it('make edges of the graph, data sources included', () => {
    const stack = stackOf({
      data: { aws_iam_policy_document: { d: { statement: [{ actions: ['s3:*'], resources: ['*'] }] } } },
      resource: {
        ...key,
        aws_iam_policy: {
          p: {
            policy: '${data.aws_iam_policy_document.d.json}',
            description: '${replace(aws_kms_key.data.arn, "a", "b")}',
            depends_on: ['aws_kms_key.data'],
          },
        },
      },
    });
    expect(resourceOf(stack, 'aws_iam_policy.p')).toMatchObject({
      references: ['aws_kms_key.data', 'data.aws_iam_policy_document.d'],
      dependsOn: ['aws_kms_key.data'],
    });
  });
});

describe('text', () => {
  it('keeps policy variables, which Terraform escapes', () => {
    expect(policyText('$${aws:username}').attributes.policy).toBe('${aws:username}');
  });

  it.each([
    '${cidrhost("10.0.0.0/8", 4)}',
    '${var.name}',
    '%{ if true }x%{ endif }',
    '${jsonencode({a = "}"})}',
    '$$${x}',
    '%%%{x}',
    '${local.m["${local.k}"]}',
  ])('of %s is recorded as unresolved and left as written', (text) => {
    const resource = policyText(text);
    expect(resource.attributes.policy).toBe(text);
    expect(resource.unresolved).toEqual([{ path: 'policy', reason: expect.any(String) as string }]);
  });
});

describe('a data source that answers for its provider', () => {
  const regionOf = (more: object) => {
    const block = { provider: 'aws.b', ...more };
    return policyText('${data.aws_region.r.id}', {}, { data: { aws_region: { r: block } } });
  };

  it('has the region of the provider', () => {
    expect(regionOf({}).attributes.policy).toBe('eu-west-1');
  });

  it.each([{ name: 'eu-west-3' }, { endpoint: 'ec2.eu-west-3.amazonaws.com' }])(
    'but not where it is asked for %j',
    (more) => {
      expect(regionOf(more).unresolved).toEqual([{ path: 'policy', reason: expect.any(String) as string }]);
    },
  );
});

it('keeps // below a block: in a map it is a key like others', () => {
  const block = { provider: 'aws.a', '//': 'a comment', dimensions: { '//': 'x', QueueName: 'q' } };
  const alarm = resourceOf(
    stackOf({ resource: { aws_cloudwatch_metric_alarm: { a: block } } }),
    'aws_cloudwatch_metric_alarm.a',
  );
  expect(alarm.attributes).toEqual({ dimensions: { '//': 'x', QueueName: 'q' } });
});

describe('data.aws_iam_policy_document', () => {
  it('is written out when its arguments are known', () => {
    const stack = stackOf({
      data: {
        aws_iam_policy_document: {
          d: {
            statement: [
              {
                sid: 'Deny',
                effect: 'Deny',
                actions: ['s3:*'],
                resources: ['arn:aws:s3:::orders/&{aws:username}'],
                principals: [{ type: '*', identifiers: ['*'] }],
                condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
              },
            ],
          },
        },
      },
      resource: { aws_s3_bucket_policy: { p: { policy: '${data.aws_iam_policy_document.d.json}' } } },
    });
    const { policy } = resourceOf(stack, 'aws_s3_bucket_policy.p').attributes;
    expect(JSON.parse(String(policy))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Deny',
          Effect: 'Deny',
          Principal: '*',
          Action: ['s3:*'],
          Resource: ['arn:aws:s3:::orders/${aws:username}'],
          Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
        },
      ],
    });
  });

  it('is unresolved when it takes statements from elsewhere', () => {
    const stack = stackOf({
      data: { aws_iam_policy_document: { d: { source_policy_documents: ['{}'] } } },
      resource: { aws_s3_bucket_policy: { p: { policy: '${data.aws_iam_policy_document.d.json}' } } },
    });
    expect(unresolvedAt(resourceOf(stack, 'aws_s3_bucket_policy.p'), 'policy')).toContain('source_policy_documents');
  });
});

describe('a file', () => {
  it.each([
    [[], 'is not Terraform JSON'],
    [{ output: {} }, 'has no resources'],
    [{ resource: { aws_s3_bucket: { b: 'text' } } }, 'aws_s3_bucket.b is not one block'],
  ])('such as %j is refused', (json, problem) => {
    const stack = readStack(json, 'main.tf.json');
    expect(stack.ok ? [] : stack.problems[0]).toContain(problem);
  });

  it('with modules or count says that it is not read whole', () => {
    const stack = stackOf({
      module: { network: { source: './network' } },
      resource: { aws_s3_bucket: { b: { count: 2, bucket: 'b' } } },
    });
    expect(stack.unread.map(({ path }) => path)).toEqual(['module.network', 'aws_s3_bucket.b']);
  });
});
