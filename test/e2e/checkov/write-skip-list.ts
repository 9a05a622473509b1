import { writeFileSync } from 'node:fs';
import { readAnswers, skipList } from './answers';

writeFileSync('docs/checkov.yaml', skipList(readAnswers()));
