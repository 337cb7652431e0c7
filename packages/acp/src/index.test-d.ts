import type { Transport } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import { type ACPOptions, serveACP } from './index.ts';

declare const transport: Transport;

test('default: an agent of an office, and nothing else is needed', () => {
  expectTypeOf(serveACP).parameter(0).toEqualTypeOf<ACPOptions>();
  expectTypeOf(serveACP({ transport, officeId: 'office', agentName: 'aria' })).resolves.toBeVoid();
});

test('error: wrong options do not compile', () => {
  // @ts-expect-error: an agent is needed.
  void serveACP({ transport, officeId: 'office' });
  // @ts-expect-error: the time limit is in ms.
  void serveACP({ transport, officeId: 'office', agentName: 'aria', timeout: 5 });
});
