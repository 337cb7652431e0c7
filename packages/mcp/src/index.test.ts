import { expect, test } from 'vitest';
import * as mcp from './index.ts';
import * as install from './install.ts';
import * as main from './main.ts';

test('behavior: exports exactly these names', () => {
  expect(Object.keys(mcp).sort()).toEqual(['serveHTTP', 'serveStdio']);
  expect(Object.keys(install).sort()).toEqual(['MCP_CLIENTS', 'installServer', 'uninstallServer']);
  expect(Object.keys(main)).toEqual(['main']);
});
