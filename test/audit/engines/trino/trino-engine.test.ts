import { trinoService } from '../../../../audit/engines/trino/trino-engine';
import { fakeTrino } from './client/fake-trino';

const TABLE = { database: 's3_audit', table: 's3_access' };

async function propertiesWhere(errorName: string, message: string) {
  const trino = await fakeTrino([{ body: { error: { errorName, message } } }]);
  try {
    return await trinoService(trino.connection, { limits: { timeout: 60 }, note: () => undefined }).properties(TABLE);
  } finally {
    await trino.close();
  }
}

describe('the properties of a table of Trino', () => {
  it.each([
    ['TABLE_NOT_FOUND', "line 1:15: Table 'x' does not exist"],
    ['NOT_FOUND', 'Table not found: s3_access$properties'],
  ])('are unknown where there is no such table: %s', async (name, message) => {
    await expect(propertiesWhere(name, message)).resolves.toBeUndefined();
  });

  it('are an error where Trino fails otherwise, whatever its words say', async () => {
    const message = 'a table is missing, or so a log object says';
    await expect(propertiesWhere('HIVE_BAD_DATA', message)).rejects.toThrow(message);
  });
});
