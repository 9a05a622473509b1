import { FINGERPRINT_OUTPUT, type Fingerprint } from '../../../contract/deployment/fingerprint';
import { blocksOf, type Stack } from './stack';

/** The deployment file that a stack says it was built from; `undefined` where it does not say. */
export function builtFrom({ sections }: Stack): Fingerprint | undefined {
  const outputs = blocksOf(sections.find(({ name }) => name === 'output')?.content);
  const [value] = outputs.flatMap(({ [FINGERPRINT_OUTPUT]: output }) => blocksOf(output)).map((output) => output.value);
  const [{ name, sha256 } = {}] = blocksOf(value);
  return typeof name === 'string' && typeof sha256 === 'string' ? { name, sha256 } : undefined;
}
