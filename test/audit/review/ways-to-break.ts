import { blockOf, statementOf, statementsOf, type StackJson, type StatementJson } from './synthesized-stack';

/** One way to break a stack. */
export interface Mutation {
  readonly name: string;
  readonly mutate: (json: StackJson) => void;
  /** A setting, or a resource that cannot be read: there is no request to show. */
  readonly noRequest?: true;
}

/** Changes one statement; a mutation that finds nothing to change fails. */
const change =
  (address: string, sid: string, edit: (statement: StatementJson) => void) =>
  (json: StackJson): void => {
    const found = statementOf(json, address, sid);
    const before = JSON.stringify(found);
    edit(found);
    if (JSON.stringify(found) === before) throw new Error(`${address} ${sid} did not change`);
  };

/** Takes a statement out of a policy. */
export const drop = (address: string, sid: string): Mutation => ({
  name: `${address}: drop ${sid}`,
  mutate: (json) => {
    const all = statementsOf(json, address);
    const index = all.findIndex(({ Sid }) => Sid === sid);
    if (index < 0) throw new Error(`${address} has no statement ${sid}`);
    all.splice(index, 1);
  },
});

/** Adds a statement to a policy. */
export const add = (address: string, name: string, statement: Omit<StatementJson, 'Sid'>): Mutation => ({
  name: `${address}: add ${name}`,
  mutate: (json) => {
    statementsOf(json, address).push({ Sid: 'Added', ...statement });
  },
});

/** Gives a statement another condition, or none. */
export const condition = (address: string, sid: string, name: string, value: StatementJson['Condition']): Mutation => ({
  name: `${address} ${sid}: ${name}`,
  mutate: change(address, sid, (statement) => {
    statement.Condition = value ?? {};
    if (value === undefined) delete statement.Condition;
  }),
});

/** Replaces an operator by another, with values of its own if given. */
export const operator = (
  address: string,
  sid: string,
  from: string,
  to: string,
  values?: Record<string, unknown>,
): Mutation => ({
  name: `${address} ${sid}: ${from} becomes ${to}${values ? ` ${JSON.stringify(values)}` : ''}`,
  mutate: change(address, sid, (statement) => {
    const { [from]: keys, ...others } = statement.Condition ?? {};
    if (keys === undefined) throw new Error(`${sid} has no ${from}`);
    statement.Condition = { ...others, [to]: values ?? keys };
  }),
});

/** Takes a key out of the condition of a statement. */
export const withoutKey = (address: string, sid: string, op: string, key: string): Mutation => ({
  name: `${address} ${sid}: forget ${key}`,
  mutate: change(address, sid, (statement) => {
    const { [key]: gone, ...others } = statement.Condition?.[op] ?? {};
    if (gone === undefined) throw new Error(`${sid} has no ${op} ${key}`);
    statement.Condition = { ...statement.Condition, [op]: others };
    if (Object.keys(others).length === 0) {
      statement.Condition = Object.fromEntries(Object.entries(statement.Condition).filter(([name]) => name !== op));
    }
  }),
});

/** Gives a key of a condition other values. */
export const withKey = (address: string, sid: string, op: string, key: string, value: unknown): Mutation => ({
  name: `${address} ${sid}: ${op} ${key} becomes ${JSON.stringify(value)}`,
  mutate: change(address, sid, (statement) => {
    statement.Condition = { ...statement.Condition, [op]: { ...statement.Condition?.[op], [key]: value } };
  }),
});

/** Gives a statement another principal, action, resource or effect. */
export const element = (
  address: string,
  sid: string,
  name: 'Principal' | 'Action' | 'Resource' | 'Effect',
  value: unknown,
): Mutation => ({
  name: `${address} ${sid}: ${name} becomes ${JSON.stringify(value)}`,
  mutate: change(address, sid, (statement) => {
    Object.assign(statement, { [name]: value });
  }),
});

/** Takes an action out of a statement. */
export const withoutAction = (address: string, sid: string, action: string): Mutation => ({
  name: `${address} ${sid}: without ${action}`,
  mutate: change(address, sid, (statement) => {
    statement.Action = statement.Action.filter((one) => one !== action);
  }),
});

/** Gives a resource another value of an argument. */
export const setting = (address: string, name: string, value: unknown): Mutation => ({
  name: `${address}: ${name} becomes ${JSON.stringify(value)}`,
  noRequest: true,
  mutate: (json) => {
    const found = blockOf(json, address);
    if (JSON.stringify(found[name]) === JSON.stringify(value)) throw new Error(`${address} ${name} did not change`);
    found[name] = value;
  },
});

/** Takes a resource out of the stack. */
export const removed = (address: string, noRequest = true): Mutation => ({
  name: `${address}: removed`,
  ...(noRequest && { noRequest }),
  mutate: (json) => {
    const [type = '', name = ''] = address.split('.');
    blockOf(json, address);
    delete json.resource[type]?.[name];
  },
});

/** Lets the role of instances trust somebody else. */
export const trust = (name: string, principal: unknown): Mutation => ({
  name: `aws_iam_role.instance: trusts ${name}`,
  mutate: (json) => {
    const policy = blockOf(json, 'aws_iam_role.instance').assume_role_policy as { Statement: StatementJson[] };
    Object.assign(policy.Statement[0]!, { Principal: principal });
  },
});
