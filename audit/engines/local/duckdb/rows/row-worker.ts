import { serveCrew } from '../../../../threads/crew-member';
import { createRowScanner, type RowOrder } from './row-scanner';

// A thread that reads logs into files of rows.
const scanner = createRowScanner();
serveCrew({ work: (order: RowOrder) => scanner.scan(order), last: () => null });
