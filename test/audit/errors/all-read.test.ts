import { allRead } from '../../../audit/errors/all-read';
import { InputError } from '../../../audit/errors/input-error';

const mistake = (...problems: string[]) => Promise.reject(new InputError(problems));

it('gives all that was read, in its order', async () => {
  expect(await allRead([Promise.resolve(1), Promise.resolve('b')])).toEqual([1, 'b']);
});

it('tells the problems of all at once, each once, in the order of what was read', async () => {
  const late = new Promise<never>((_, reject) => {
    setImmediate(() => {
      reject(new InputError(['a', 'b']));
    });
  });
  const problems = await allRead([late, Promise.resolve(1), mistake('b', 'c')]).catch((error: unknown) => error);
  expect(problems).toMatchObject({ problems: ['a', 'b', 'c'] });
});

it('does not hide a fault of ours behind mistakes of the user', async () => {
  await expect(allRead([mistake('a'), Promise.reject(new TypeError('ours'))])).rejects.toThrow(TypeError);
});
