import fc from 'fast-check';
import { ELSEWHERE, HONEST, type HonestKind, type TwiceTold } from './honest';

/** A way in which an honest request goes round the endpoint instead, and gets through. */
export interface Detour {
  readonly name: string;
  readonly request: TwiceTold;
}

export type Line = NonNullable<TwiceTold['line']>;
export type Event = TwiceTold['events'][number];

export const oneOf = fc.constantFrom;
export const PUBLIC = oneOf(ELSEWHERE, '52.198.48.49', '2600:1f18:9999::1', '::ffff:203.0.113.9', '52.78.10.20');
export const NO_ADDRESS = oneOf('xx.xx.xx.xx', '010.20.3.4', '127.0.0.1', '0.0.0.0', '-');
export const OTHER_PRIVATE = oneOf('10.99.0.1', '192.168.1.1', '100.64.0.9', 'fd00::1', '169.254.1.1');
export const NO_ENDPOINT = { vpcEndpointId: undefined };
export const INSTANCE_SOURCE = oneOf(
  'ec2-52-200-1-2.compute-1.amazonaws.com',
  'ec2-52-200-1-2.eu-west-1.compute.amazonaws.com',
);
export const lineAddress = fc.oneof(
  PUBLIC,
  NO_ADDRESS.filter((address) => address !== '-'),
  OTHER_PRIVATE,
);

/** Honest requests, by what shows that they are. */
export const THROUGH: readonly HonestKind[] = ['proven', 'twiceProven', 'networkActivity'];
export const BY_VPC: readonly HonestKind[] = [...THROUGH, 'byAddress'];
export const WITH_EVENTS: readonly HonestKind[] = [...THROUGH, 'unlogged'];
export const EXEMPT: readonly HonestKind[] = ['exempt', 'exemptRoot'];

/** A request whose line says something else. */
export const inLine = (kind: HonestKind, change: fc.Arbitrary<Line>, name: string): fc.Arbitrary<Detour> =>
  change.map((line) => {
    const honest: TwiceTold = HONEST[kind];
    return { name: `${kind}: ${name}`, request: { ...honest, line: honest.line && { ...honest.line, ...line } } };
  });

/**
 * A request whose events say something else.
 *
 * @param all whether every event tells it, or the first alone.
 */
export const inEvents = (
  kind: HonestKind,
  change: fc.Arbitrary<Event>,
  name: string,
  all = true,
): fc.Arbitrary<Detour> =>
  change.map((event) => {
    const honest: TwiceTold = HONEST[kind];
    const events = honest.events.map((own, i) => (all || i === 0 ? { ...own, ...event } : own));
    return { name: `${kind}: ${name}`, request: { ...honest, events } };
  });

/** A request whose line and events say something else. */
export const inBoth = <T>(
  kind: HonestKind,
  value: fc.Arbitrary<T>,
  change: (value: T) => { readonly line: Line; readonly event: Event },
  name: string,
): fc.Arbitrary<Detour> =>
  value.map((chosen) => {
    const honest: TwiceTold = HONEST[kind];
    const { line, event } = change(chosen);
    return {
      name: `${kind}: ${name}`,
      request: {
        line: honest.line && { ...honest.line, ...line },
        events: honest.events.map((own) => ({ ...own, ...event })),
      },
    };
  });

/** A request with one event more. */
export const more = (kind: HonestKind, event: fc.Arbitrary<Event>, name: string): fc.Arbitrary<Detour> =>
  event.map((added) => {
    const honest: TwiceTold = HONEST[kind];
    return {
      name: `${kind}: ${name}`,
      request: { ...honest, events: [...honest.events, { ...honest.events[0], ...added }] },
    };
  });
