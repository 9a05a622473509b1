import { checkOrdering, ORDERING_RULES } from '../../../../audit/review/ordering/check-ordering';
import { ordered, stackOf, type Blocks, type Hazard } from './blocks';
import { BUCKET_HAZARDS } from './hazards/bucket';
import { DELIVERY_HAZARDS } from './hazards/delivery';
import { FUNCTION_HAZARDS } from './hazards/function';
import { NAMED_HAZARDS } from './hazards/named';
import { NETWORK_HAZARDS } from './hazards/network';

const HAZARDS: readonly Hazard[] = [
  ...BUCKET_HAZARDS,
  ...DELIVERY_HAZARDS,
  ...FUNCTION_HAZARDS,
  ...NETWORK_HAZARDS,
  ...NAMED_HAZARDS,
];

const ofRule = (rule: string, blocks: Blocks) =>
  checkOrdering(stackOf(blocks)).findings.filter((finding) => finding.rule === rule);

describe.each(HAZARDS)('$rule: $of', ({ rule, blocks, edges }) => {
  it('is found where nothing says the order, once for each order that is missing', () => {
    const findings = ofRule(rule, blocks);
    expect(findings).toHaveLength(edges.length);
    for (const edge of edges) {
      const named = findings.filter(({ what }) => edge.every((address) => what.includes(address)));
      expect(named).toMatchObject([{ severity: 'error' }]);
    }
  });

  it('is gone where depends_on says it', () => {
    expect(ofRule(rule, ordered(blocks, edges))).toEqual([]);
  });
});

test('every rule has its test', () => {
  const tested = new Set(HAZARDS.map(({ rule }) => rule));
  expect(ORDERING_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});
