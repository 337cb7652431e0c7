import { type ResponseValidator, responseValidator } from '@mitosislabs/api';
import type { TransportLike } from '@mitosislabs/transport';
import { vi } from 'vitest';

/** The module that defines the base class of all groups of operations. */
interface Base {
  GroupAPI: new (transport: TransportLike, check?: ResponseValidator) => object;
}

// Commands and agents create their own groups. In their tests every group without a validator of its own
// compares the platform's answers strictly with the contract. A difference fails the call.
vi.mock('../../packages/api/src/runtime/GroupAPI.ts', async (importOriginal) => {
  const original = await importOriginal<Base>();
  return {
    ...original,
    GroupAPI: class extends original.GroupAPI {
      constructor(transport: TransportLike, check?: ResponseValidator) {
        super(transport, check ?? responseValidator({ validate: 'strict' }));
      }
    },
  };
});
