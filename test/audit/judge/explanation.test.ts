import { explain } from '../../../audit/judge/explanation';
import { judge, type Finding } from '../../../audit/judge/report';
import { expectations, group } from './request-group';

const findingOf = (remoteIp: string | null, aws: Finding['aws'] = null): Finding => ({
  ...judge([group({ remoteIp })], expectations, undefined).findings[0]!,
  aws,
});

test.each([
  ['52.78.10.20', null, /left the VPC by its NAT gateway.*route table without the endpoint.*another region/],
  ['52.198.48.49', { service: 'EC2', region: 'ap-northeast-1' }, /instance with a public address/],
  ['52.198.48.49', { service: 'S3', region: 'us-east-1' }, /an AWS service/],
  ['52.198.48.49', null, /came from the internet/],
  ['172.16.0.1', null, /private network that is not the expected VPC/],
  ['xx.xx.xx.xx', null, /does not tell the address/],
])('%s of %j is explained', (remoteIp, aws, probably) => {
  const explanation = explain(findingOf(remoteIp, aws));
  expect(explanation?.probably).toMatch(probably);
  expect(explanation?.check).not.toBe('');
});

test('a request by an endpoint that nobody expects is explained by the endpoint', () => {
  const [found] = judge([group({ hostEndpoint: 'vpce-0f0f0f0f0f0f0f0f0' })], expectations, undefined).findings;
  expect(explain(found!)).toEqual({
    probably: expect.stringMatching(/VPC endpoint that the expectations do not name/) as string,
    check: expect.stringMatching(/whose endpoint it is/) as string,
  });
});

test('a pass needs no explanation', () => {
  expect(explain(findingOf('10.20.3.4'))).toBeUndefined();
});
