import type { contract } from '@mitosislabs/api/contract';
import { expect } from 'vitest';
import { until } from '../../world.ts';
import type { Entries, Stage } from '../Stage.ts';

/** The operations that move agents. */
export const transfer: Entries<typeof contract.transfer> = {
  async prepare({ id, owner: { transfer } }) {
    const { transfer_id } = await transfer.prepare(id);
    const status = { transfer_id, status: 'prepared', progress: 0 };
    expect(await transfer.status(id, transfer_id)).toEqual(status);
  },

  async install(stage) {
    const { to } = await moved(stage);
    const { employees } = stage.owner;
    expect(await employees.list(stage.id)).toEqual([]);
    expect(await employees.list(to)).toMatchObject([{ name: 'aria', status: { phase: 'suspended' } }]);
  },

  async start(stage) {
    const { transfer, employees } = stage.owner;
    const { to, transfer_id } = await moved(stage);
    await transfer.start(to, { transfer_id });
    await until(
      () => employees.get(to, 'aria'),
      ({ status }) => status.ready,
    );
    // It keeps the key of its old office.
    expect(await stage.aria.offices.list()).toMatchObject([{ id: to }]);
  },

  async status(stage) {
    const { transfer } = stage.owner;
    const { to, transfer_id } = await moved(stage);
    const status = { transfer_id, status: 'installed', progress: 50 };
    expect(await transfer.status(to, transfer_id)).toEqual(status);
    await transfer.start(to, { transfer_id });
    const completed = { transfer_id, status: 'completed', progress: 100 };
    expect(await transfer.status(to, transfer_id)).toEqual(completed);
  },
};

async function moved({ id, owner, world }: Stage): Promise<{ to: string; transfer_id: string }> {
  const { id: to } = await world.office();
  const { transfer_id } = await owner.transfer.prepare(to);
  await owner.transfer.install(to, { transfer_id, from_office: id, agent: 'aria' });
  return { to, transfer_id };
}
