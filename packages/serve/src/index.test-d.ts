import type { Transport } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import { type AgentServer, type ServeOptions, startServer } from './index.ts';

declare const transport: Transport;

test('default: a server from a transport, and nothing else is needed', () => {
  expectTypeOf(startServer).parameter(0).toEqualTypeOf<ServeOptions>();
  expectTypeOf(startServer({ transport })).resolves.toEqualTypeOf<AgentServer>();
  expectTypeOf<AgentServer['key']>().toEqualTypeOf<string>();
});

test('error: wrong options do not compile', () => {
  // @ts-expect-error: it listens on 127.0.0.1 only.
  void startServer({ transport, host: '0.0.0.0' });
  // @ts-expect-error: the port is a number.
  void startServer({ transport, port: '80' });
  // @ts-expect-error: without a transport there are no agents.
  void startServer({});
});
