import { fileURLToPath } from 'node:url';
import { oversized, upwardImports } from '@mitosislabs/tooling/structure';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));

/** From the top down: a folder imports itself and those below it. */
const LAYERS = [
  'index.ts command.ts conformance.ts echo.ts files.ts mcp.ts openai.ts postgres.ts redis.ts scripted.ts',
  'defineAgent.ts runFleet.ts',
  'Agent.ts',
  'run',
  'AgentDefinition.ts',
  'mcp',
  'command openai',
  'scripted',
  'model officeTools',
  'tools',
  'history',
  'brain',
  'messages tasks',
  'fleet',
  'memory state',
  'office',
  'async text AgentActivity.ts',
];

test('default: no file imports from a layer above its own', () => {
  expect(upwardImports(SOURCES, LAYERS)).toEqual([]);
});

test('default: a folder has at most 16 source files, and a file 400 lines', () => {
  expect(oversized(SOURCES, { files: 16, lines: 400 })).toEqual([]);
});
