/**
 * Every command by its name, in the order of help, and what it does. Apart from the commands themselves, so that help
 * need not load them.
 */
export const DESCRIPTIONS = {
  'remote-ips': 'every remote IP, by which path it came, and what became of its requests',
  verify: 'hold the logs against the expectations and give a verdict',
  expect: 'write an expectations file: what to hold the logs against',
  timeline: 'when traffic changed path, beside the changes of configuration that may explain it',
  rejects: 'the lines, and records of CloudTrail, that could not be read',
  query: 'run one reading SQL statement over the records; docs/query.md has the tables and examples',
  request: 'everything known about one request: records, CloudTrail events, judgement',
  review: 'before the deployment: prove who can do what from where, the order of resources, what a plan changes',
  rehearse: 'requests that really happened, by the policies that are planned: who would lose access, who would gain it',
  evaluate: 'decide policy cases: requests, the policies that bear on them, and the expected decisions',
  doctor: 'look at the live configuration: logging, trails, policies as synthesized',
  tables: 'the tables of Athena over the logs: print them, make them, compare them, write days as Parquet',
  collect: 'copy log objects from S3, incrementally; what is there stays',
  init: 'write a first deployment.yaml, by asking or by flags',
  export: 'policies that stand outside a stack: of the organization (rcp, scp), of who deploys it',
  man: 'the manual page: s3-audit man | man -l -',
  completion: 'a completion script for a shell: eval "$(s3-audit completion bash)"',
} as const;

export type CommandName = keyof typeof DESCRIPTIONS;
