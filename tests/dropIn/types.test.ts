import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { programOf } from '../e2e/programOf.ts';
import { root } from '../e2e/snippets.ts';

const folder = join(root, 'tests/dropIn/programs');
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};
/** "'…' is deprecated" and "The signature '…' of '…' is deprecated", as editors show them. */
const DEPRECATED = [6385, 6387];

test('default: programs in the signatures of the reference client compile', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(10);
  const program = programOf(
    files.map((name) => join(folder, name)),
    new Map(),
    { exactOptionalPropertyTypes: false },
  );
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(problems).toEqual([]);
});

const SETUP = `
import * as sdk from '@mitosislabs/sdk';
declare const secret: string;
declare const key: Uint8Array;
declare const keystore: sdk.Keystore;
declare const transport: sdk.Transport;
declare const channel: sdk.XMTPChannel;
declare const session: sdk.XMTPSession;
declare const payload: { botId: string; userId: string };
`;

/** A call as older programs write it, and the same call today. */
const CALLS = [
  ['sdk.generateJWT(secret, payload, 60)', 'sdk.generateJWT(payload, secret, { expiresIn: 60 })'],
  ["sdk.authorizationHeader(secret, 'user-1')", 'sdk.authorizationHeader({ jwtSecret: secret })'],
  [
    "sdk.signRequest('aria', 'GET', '/x', key)",
    "sdk.signRequest({ agentId: 'aria', signingKey: key }, 'GET', '/x')",
  ],
  [
    "sdk.verifySignature('1', 'GET', '/x', 'sig', 'key')",
    "sdk.verifySignature('key', { timestamp: '1', method: 'GET', path: '/x', signature: 'sig' })",
  ],
  ["keystore.storeAgentKey('o1', 'aria', key)", "keystore.storePrivateKey('o1', 'aria', key)"],
  ["keystore.loadAgentKey('o1', 'aria')", "keystore.loadPrivateKey('o1', 'aria')"],
  ["keystore.deleteAgentKey('o1', 'aria')", "keystore.deletePrivateKey('o1', 'aria')"],
  ['keystore.storeConfig({ team: 3 })', "keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' })"],
  ["transport.get('/x', { limit: 5 })", "transport.request('GET', '/x', { query: { limit: 5 } })"],
  ["transport.post('/x', {})", "transport.request('POST', '/x', { body: {} })"],
  ["transport.put('/x', {})", "transport.request('PUT', '/x', { body: {} })"],
  ["transport.patch('/x', {})", "transport.request('PATCH', '/x', { body: {} })"],
  ["transport.delete('/x')", "transport.request('DELETE', '/x')"],
  ["transport.request('GET', '/x', { raw: true })", "transport.request('GET', '/x', { as: 'response' })"],
  ["channel.send('o1', 'aria', 'hello')", "channel.openSession('o1', 'aria')"],
  ['session.isOpen', 'session.state'],
] as const;

test.each([
  ['older programs are struck out', 0, 1],
  ['today are not', 1, 0],
] as const)('behavior: in an editor, calls of %s', (_, which, times) => {
  const calls = CALLS.map((pair) => pair[which]);
  expect(diagnose(calls)).toEqual(calls.map((call) => ({ call, problems: [], deprecations: times })));
});

test('error: arguments of neither order do not compile', () => {
  const calls = [
    'sdk.generateJWT(payload, payload)',
    'sdk.generateJWT(secret, secret)',
    'sdk.authorizationHeader(secret)',
    "sdk.signRequest('aria', 'GET', '/x')",
    "sdk.verifySignature('1', 'GET', '/x', 'sig')",
    "transport.request('GET', '/x', { raw: 'yes' })",
    'session.receive({ limti: 5 })',
  ];
  expect(diagnose(calls).map(({ call, problems }) => [call, problems.length])).toEqual(
    calls.map((call) => [call, 1]),
  );
});

interface Diagnosis {
  call: string;
  problems: string[];
  deprecations: number;
}

const file = join(root, 'tests/dropIn/.editor.ts');
let text = SETUP;
let version = 0;
/** An editor: it reads the libraries once, and follows the changes of one file. */
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(version) : '1'),
  getScriptSnapshot: (name) => {
    const content = name === file ? text : ts.sys.readFile(name);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
});
afterAll(() => service.dispose());

/** Compiles calls, one a line, as an editor does. */
function diagnose(calls: readonly string[]): Diagnosis[] {
  text = `${SETUP}${calls.join(';\n')};\n`;
  version++;
  const lineOf = ({ start = 0 }: ts.Diagnostic): number => text.slice(0, start).split('\n').length;
  const problems = service.getSemanticDiagnostics(file);
  const deprecations = service.getSuggestionDiagnostics(file).filter(({ code }) => DEPRECATED.includes(code));
  const first = SETUP.split('\n').length;
  return calls.map((call, index) => ({
    call,
    problems: problems
      .filter((problem) => lineOf(problem) === first + index)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    deprecations: deprecations.filter((one) => lineOf(one) === first + index).length,
  }));
}
