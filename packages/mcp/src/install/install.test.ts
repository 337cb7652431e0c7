import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installServer, MCP_CLIENTS, type MCPClient, uninstallServer } from '../install.ts';
import { configOf } from './clients.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-mcp-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const yes = () => true;
const machine = {
  platform: 'linux',
  env: {},
  get home() {
    return home;
  },
};
const fileOf = (client: MCPClient) => configOf(client, { platform: 'linux', home, env: {} }).file;
const install = (client: MCPClient, options: object = {}) =>
  installServer({ client, machine, confirm: yes, ...options });

/** Writes the configuration of a client. */
async function given(client: MCPClient, text: string): Promise<string> {
  const file = fileOf(client);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

test.each([
  ['claude', 'darwin', '/u/Library/Application Support/Claude/claude_desktop_config.json', 'mcpServers'],
  ['claude', 'win32', 'C:\\A\\Claude\\claude_desktop_config.json', 'mcpServers'],
  ['claude-code', 'linux', '/u/.claude.json', 'mcpServers'],
  ['cursor', 'linux', '/u/.cursor/mcp.json', 'mcpServers'],
  ['vscode', 'linux', '/u/.config/Code/User/mcp.json', 'servers'],
  ['vscode', 'darwin', '/u/Library/Application Support/Code/User/mcp.json', 'servers'],
  ['vscode', 'win32', 'C:\\A\\Code\\User\\mcp.json', 'servers'],
  ['zed', 'darwin', '/u/.config/zed/settings.json', 'context_servers'],
  ['zed', 'win32', 'C:\\A\\Zed\\settings.json', 'context_servers'],
] as const)('default: %s keeps its servers on %s in %s', (client, platform, file, field) => {
  const env = platform === 'win32' ? { APPDATA: 'C:\\A' } : {};
  expect(configOf(client, { platform, home: '/u', env })).toMatchObject({ file, field });
});

describe('installServer', () => {
  test.each(MCP_CLIENTS)('default: writes a new configuration for %s, for its owner only', async (client) => {
    const result = await install(client, { args: ['--read-only'] });
    expect(result).toMatchObject({
      outcome: 'written',
      file: fileOf(client),
      isNew: true,
      backup: undefined,
    });
    const written = JSON.parse(await readFile(result.file, 'utf8')) as Record<string, Record<string, object>>;
    const [servers = {}] = Object.values(written);
    expect(servers['mitosis']).toMatchObject({
      command: 'npx',
      args: ['-y', '@mitosislabs/mcp', '--read-only'],
    });
    expect(JSON.stringify(written)).not.toContain('env');
    expect((await stat(result.file)).mode & 0o777).toBe(0o600);
    expect(await install(client, { args: ['--read-only'] })).toMatchObject({ outcome: 'unchanged' });
  });

  test('behavior: keeps comments, unknown fields, the layout, the mode and a copy', async () => {
    const text = `// My settings\r\n{\r\n\t"theme": "dark", // at night\r\n\t"context_servers": {\r\n\t\t/* mine */\r\n\t\t"other": { "command": "x", },\r\n\t},\r\n}\r\n`;
    const file = await given('zed', text);
    const { backup } = await install('zed');
    const written = await readFile(file, 'utf8');
    for (const part of ['// My settings\r\n', '"theme": "dark", // at night', '/* mine */']) {
      expect(written).toContain(part);
    }
    expect(written).toMatch(/"other": \{\s*"command": "x",\s*\}/);
    expect(written).toContain('\t\t"mitosis": {');
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
    expect(await readFile(backup ?? '', 'utf8')).toBe(text);
    expect((await stat(file)).mode).toBe((await stat(backup ?? '')).mode);
    // Removed again, it is as before, but for the layout of what stood beside it.
    const removed = await uninstallServer({ client: 'zed', machine, confirm: yes });
    expect(removed.outcome).toBe('written');
    const after = await readFile(file, 'utf8');
    expect(after).not.toContain('mitosis');
    expect(after).toMatch(/"other": \{\s*"command": "x",\s*\}/);
    expect(after).toContain('/* mine */');
  });

  test('behavior: replaces an older entry of the same name, and no other', async () => {
    const file = await given(
      'cursor',
      '{"mcpServers":{"a":{"command":"a"},"mitosis":{"command":"old","env":{"X":"1"}}}}',
    );
    await install('cursor', { env: { MITOSIS_HOME: '/h' } });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      mcpServers: {
        a: { command: 'a' },
        mitosis: { command: 'npx', args: ['-y', '@mitosislabs/mcp'], env: { MITOSIS_HOME: '/h' } },
      },
    });
  });

  test('behavior: writes behind a link, which stays', async () => {
    const target = join(home, 'dotfiles.json');
    await writeFile(target, '{}');
    await mkdir(dirname(fileOf('cursor')), { recursive: true });
    await symlink(target, fileOf('cursor'));
    await install('cursor');
    expect(await readFile(target, 'utf8')).toContain('@mitosislabs/mcp');
    expect(await readFile(fileOf('cursor'), 'utf8')).toContain('@mitosislabs/mcp');
  });

  test('error: a file that is read-only stays as it is, and is not asked about', async () => {
    const file = await given('cursor', '{}');
    await chmod(file, 0o444);
    const confirm = () => expect.unreachable();
    await expect(install('cursor', { confirm })).rejects.toMatchObject({
      code: 'config_unwritable',
      message: expect.stringContaining('read-only'),
    });
    expect(await readFile(file, 'utf8')).toBe('{}');
    expect(await readdir(dirname(file))).toHaveLength(1);
  });

  test('behavior: a link to a file that does not exist stays', async () => {
    const target = join(home, 'dotfiles.json');
    await mkdir(dirname(fileOf('cursor')), { recursive: true });
    await symlink('../dotfiles.json', fileOf('cursor'));
    expect(await install('cursor')).toMatchObject({ isNew: true, file: target });
    expect(await readFile(target, 'utf8')).toContain('@mitosislabs/mcp');
    expect((await lstat(fileOf('cursor'))).isSymbolicLink()).toBe(true);
  });

  test('behavior: of several installs at once, each is written or fails', async () => {
    const file = await given('cursor', '{}');
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    let asked = 0;
    let agree: (isAgreed: boolean) => void = () => undefined;
    const agreed = new Promise<boolean>((resolve) => {
      agree = resolve;
    });
    // All of them have read the same file.
    const confirm = () => {
      if (++asked === names.length) agree(true);
      return agreed;
    };
    const outcomes = await Promise.allSettled(names.map((name) => install('cursor', { name, confirm })));
    const written = names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    const { mcpServers } = JSON.parse(await readFile(file, 'utf8')) as { mcpServers: object };
    expect(Object.keys(mcpServers)).toEqual(written);
    expect(written).toHaveLength(1);
    for (const one of outcomes) if (one.status === 'rejected') expect(one.reason.code).toBe('config_changed');
    expect((await readdir(dirname(file))).filter((name) => !name.startsWith('mcp.json.backup-'))).toEqual([
      'mcp.json',
    ]);
  });

  test('behavior: without consent, nothing is written', async () => {
    const asked: unknown[] = [];
    const confirm = (change: unknown) => {
      asked.push(change);
      return false;
    };
    expect(await install('vscode', { confirm })).toMatchObject({ outcome: 'declined' });
    expect(asked).toEqual([
      expect.objectContaining({
        title: 'VS Code',
        file: fileOf('vscode'),
        server: expect.stringContaining('npx'),
      }),
    ]);
    expect(await readdir(home)).toEqual([]);
  });

  test('behavior: starts through cmd on Windows', async () => {
    const { server } = await installServer({
      client: 'cursor',
      machine: { ...machine, platform: 'win32' },
      confirm: () => false,
    });
    expect(JSON.parse(server ?? '')).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', '@mitosislabs/mcp'],
    });
  });

  test.each([
    '{',
    '{"mcpServers": [',
    '[]',
    '"text"',
    '5',
    'null',
    '{"mcpServers": []}',
    '{"mcpServers": "x"}',
    '{"mcpServers": {}, "mcpServers": {}}',
    '{"mcpServers": {"mitosis": {}, "mitosis": {}}}',
    '{"a": 1 "b": 2}',
    '{"a": tru}',
    '{} x',
    "{'a': 1}",
  ])('error: a broken configuration is refused, and stays: %s', async (text) => {
    const file = await given('cursor', text);
    for (const call of [install, (client: MCPClient) => uninstallServer({ client, machine, confirm: yes })]) {
      await expect(call('cursor')).rejects.toMatchObject({
        code: 'config_broken',
        message: expect.stringContaining(file),
        hint: expect.stringContaining('Nothing was written'),
      });
    }
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(dirname(file))).toEqual(['mcp.json']);
  });

  test('behavior: an empty file and a byte order mark are fine', async () => {
    const file = await given('cursor', '\ufeff{"a":1}');
    await install('cursor');
    expect(await readFile(file, 'utf8')).toMatch(/^\ufeff\{\s*"a": ?1/);
    await given('cursor', ' \n');
    await install('cursor');
    expect(await readFile(file, 'utf8')).toContain('mitosis');
  });

  test('error: a file that changes while the user is asked is not overwritten', async () => {
    const file = await given('cursor', '{}');
    const confirm = async () => {
      await writeFile(file, '{"of": "another program"}');
      return true;
    };
    await expect(install('cursor', { confirm })).rejects.toMatchObject({ code: 'config_changed' });
    expect(await readFile(file, 'utf8')).toBe('{"of": "another program"}');
  });

  test('error: a folder in place of the file is named', async () => {
    await mkdir(fileOf('cursor'), { recursive: true });
    await expect(install('cursor')).rejects.toMatchObject({ code: 'config_unwritable' });
  });

  test('error: wrong options are refused', async () => {
    await expect(install('emacs' as never)).rejects.toMatchObject({
      code: 'invalid_argument',
      argument: 'client',
    });
    await expect(install('cursor', { name: '__proto__' })).rejects.toMatchObject({
      argument: 'options.name',
    });
    await expect(install('cursor', { arg: [] })).rejects.toMatchObject({ argument: 'options.arg' });
  });
});
