import type { CommandName } from './descriptions';

/** An example as help shows it: what it is for, and the words behind `s3-audit`. */
export type Example = readonly [what: string, words: string];

/** At least one of each command; a test reads them as the command itself would. */
export const EXAMPLES: Readonly<Record<CommandName, readonly Example[]>> = {
  'remote-ips': [
    ['every address of a folder of logs', 'remote-ips --logs logs'],
    [
      'of one bucket in January, as CSV',
      'remote-ips --logs logs --bucket orders --since 2026-01-01 --until 2026-02-01 --output january.csv',
    ],
  ],
  verify: [
    ['held against what the build promises', 'verify --expect expectations.json --logs logs --cloudtrail trail'],
    ['without a file', 'verify --bucket orders --vpce vpce-0a1b2c3d4e5f67890 --cidr 10.20.0.0/16 --logs logs'],
    [
      'a report to keep, and the verdict on the screen',
      'verify --expect expectations.json --logs logs --cloudtrail trail --output report.html --output -',
    ],
  ],
  expect: [
    [
      'one bucket, one endpoint',
      'expect --bucket orders --vpce vpce-0a1b2c3d4e5f67890 --cidr 10.20.0.0/16 --output expectations.json',
    ],
    [
      'a role that may come another way',
      'expect --bucket orders --cidr 10.20.0.0/16 --exempt arn:aws:iam::222222222222:role/break-glass=emergencies',
    ],
  ],
  timeline: [
    ['when traffic left the endpoint, and why', 'timeline --expect expectations.json --logs logs --cloudtrail trail'],
  ],
  rejects: [['lines that could not be read, with their places', 'rejects --logs logs --format json']],
  query: [
    [
      'the five addresses that sent most',
      'query "SELECT remote_ip, count(*) AS n FROM access_log GROUP BY 1 ORDER BY n DESC LIMIT 5" --logs logs',
    ],
  ],
  request: [
    [
      'by the id that S3 answered with',
      'request 5B7D3A0C12E4F689 --logs logs --cloudtrail trail --expect expectations.json',
    ],
  ],
  review: [
    ['what was synthesized', 'review --synth cdktf.out'],
    [
      'and what a plan changes (terraform show -json plan > plan.json)',
      'review --synth cdktf.out --plan plan.json --output review.sarif --output -',
    ],
  ],
  rehearse: [
    [
      'last week by the planned policies',
      'rehearse --synth cdktf.out --logs logs --cloudtrail trail --expect expectations.json',
    ],
    [
      'as a page to keep, and for the terminal',
      'rehearse --plan plan.json --logs logs --cloudtrail trail --expect expectations.json --output rehearsal.html --output -',
    ],
  ],
  evaluate: [['the cases of a file', 'evaluate cases.json']],
  doctor: [
    [
      'what is live, against what was synthesized',
      'doctor --expect expectations.json --synth cdktf.out --profile audit',
    ],
  ],
  tables: [
    [
      'the statements that make the tables',
      'tables --print --location s3://orders-logs-222222222222/s3-access/ --database audit',
    ],
  ],
  collect: [['what is new, into a folder', 'collect --from s3://orders-logs-222222222222/s3-access/ --to logs']],
  completion: [['for this shell', 'completion bash > ~/.local/share/bash-completion/completions/s3-audit']],
  init: [
    ['asks for what it needs', 'init'],
    [
      'of a VPC that exists',
      'init --name orders --source-account 111111111111 --destination-account 222222222222 --region us-east-1 --vpc-id vpc-0123456789abcdef0 --cidr 10.20.0.0/16 --endpoint-id vpce-0123456789abcdef0',
    ],
  ],
  export: [
    ['a resource control policy', 'export rcp --deployment orders.yaml --account destination > rcp.json'],
    ['the deployers of both accounts', 'export deployer --deployment orders.yaml --output deployers'],
    ['service control policies of both accounts', 'export scp --deployment orders.yaml --output policies'],
  ],
  man: [
    ['read it', 'man | man -l -'],
    ['install it', 'man > ~/.local/share/man/man1/s3-audit.1'],
  ],
};
