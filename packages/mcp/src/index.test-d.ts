import type { Transport } from '@mitosislabs/transport';
import { expectTypeOf, test } from 'vitest';
import { type HTTPServer, type MCPOptions, type RunningServer, serveHTTP, serveStdio } from './index.ts';
import { type InstallResult, installServer, type MCPClient } from './install.ts';
import { main } from './main.ts';

declare const transport: Transport;

test('default: only the transport is required', () => {
  expectTypeOf({ transport }).toExtend<MCPOptions>();
  expectTypeOf(serveStdio({ transport })).toEqualTypeOf<RunningServer>();
  expectTypeOf(serveHTTP({ transport, port: 0 })).toEqualTypeOf<Promise<HTTPServer>>();
  expectTypeOf(main).returns.toEqualTypeOf<Promise<number>>();
  expectTypeOf(installServer).returns.toEqualTypeOf<Promise<InstallResult>>();
});

test('error: what is misspelt or of another type does not compile', () => {
  // @ts-expect-error: the transport is missing
  serveStdio({});
  // @ts-expect-error: not an option
  serveStdio({ transport, readonly: true });
  // @ts-expect-error: only for HTTP
  serveStdio({ transport, port: 5 });
  // @ts-expect-error: one of two words
  void serveHTTP({ transport, tools: 'some' });
  // @ts-expect-error: needs a function that agrees
  void installServer({ client: 'cursor' });
  expectTypeOf<MCPClient>().toEqualTypeOf<'claude' | 'claude-code' | 'cursor' | 'vscode' | 'zed'>();
});
