import type { Commands } from './command-line';

/** Every command; each has its own file, loaded where it is asked for. */
export const COMMANDS: Required<Commands> = {
  'remote-ips': async () => (await import('./commands/remote-ips')).remoteIps,
  verify: async () => (await import('./commands/verify')).verify,
  expect: async () => (await import('./commands/expect')).expect,
  timeline: async () => (await import('./commands/timeline')).timeline,
  rejects: async () => (await import('./commands/rejects')).rejects,
  query: async () => (await import('./commands/query')).query,
  request: async () => (await import('./commands/request')).request,
  review: async () => (await import('./commands/review')).review,
  rehearse: async () => (await import('./commands/rehearse')).rehearse,
  evaluate: async () => (await import('./commands/evaluate')).evaluate,
  doctor: async () => (await import('./commands/doctor')).doctor,
  tables: async () => (await import('./commands/tables')).tables,
  collect: async () => (await import('./commands/collect')).collect,
  init: async () => (await import('./commands/init')).init,
  export: async () => (await import('./commands/export')).exportPolicies,
  man: async () => (await import('./commands/man')).man,
  completion: async () => (await import('./commands/completion')).completion,
};
