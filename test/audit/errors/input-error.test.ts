import { InputError } from '../../../audit/errors/input-error';

test('a problem that quotes a hostile file obeys no terminal and commands no runner of CI', () => {
  const { problems, message } = new InputError(['x.json: is not JSON: \u001b[31m\n::error::y', 'told \\x1b once']);
  expect(problems).toEqual(['x.json: is not JSON: \\x1b[31m\\x0a\\x3a:error::y', 'told \\x1b once']);
  expect(message).toBe(problems.join('\n'));
});
