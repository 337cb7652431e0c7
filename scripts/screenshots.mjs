// `pnpm screenshots`: builds, goes through `mi login` and the dashboard in Chromium, and keeps a picture of every page
// that the user sees, light and dark, as wide as a desktop and as a phone, in `.screenshots/`. Look at them after you
// changed a page.
// Where Chromium is elsewhere: `pnpm screenshots <path>`.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(join(root, 'tests/package.json'))('playwright-core');
const { startEmulator } = await import(join(root, 'packages/emulator/dist/index.js'));
const target = join(root, '.screenshots');
const viewports = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const executablePath = process.argv[2] ?? '/usr/bin/chromium';

/** Starts the built `mi login`, and resolves with the address that it prints. */
function login(home, emulator) {
  const args = ['login', '--endpoint', emulator.endpoint, '--dashboard', emulator.dashboardEndpoint];
  const child = spawn(process.execPath, [join(root, 'packages/sdk/bin/mi.js'), ...args], {
    env: { PATH: process.env.PATH, HOME: home, MITOSIS_KEYCHAIN: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const url = /\n\s+(https?:\S+cli-login\S+)/.exec(said)?.[1];
      if (url) resolve({ url, child });
    });
    child.on('close', () => reject(new Error(said)));
  });
}

/** Gives the emulator something to show, and returns the id of the office with most of it. */
async function furnish({ control, endpoint, apiKey }) {
  const agents = ['aria', 'ben', 'cleo'].map((name) => ({ name }));
  const tasks = ['Audit Q1 revenue', 'Summarise the notes of the board'].map((title) => ({ title }));
  const files = { 'report.md': '# Report\n\nAll is well.\n', 'numbers.csv': 'a,b\n1,2\n' };
  const { offices } = await control.seed({
    offices: [
      { name: 'acme', agents, tasks, files },
      { name: 'initech', agents: [{ name: 'dora', phase: 'suspended' }] },
      { name: 'hooli' },
    ],
  });
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ agent_id: 'admin-sdk', content: 'What can you do?' });
  const path = `/api/v1/offices/${offices.acme.id}/xmtp/conversations/aria/messages`;
  await fetch(endpoint + path, { method: 'POST', headers, body });
  return offices.acme.id;
}

async function walk(page, emulator, home, keep) {
  const first = await login(home, emulator);
  const { origin } = new URL(first.url);
  await page.goto(first.url);
  await keep('sign-in');
  await page.getByLabel('Email').fill('ada@example');
  await page.evaluate(() => document.querySelector('form').setAttribute('novalidate', ''));
  await page.getByLabel('Email').fill('not an address');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await keep('sign-in-problem');
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading').waitFor();
  await keep('signed-in');
  const second = await login(home, emulator);
  await page.goto(second.url);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading').waitFor();
  await keep('turned-down');
  const third = await login(home, emulator);
  const { port, state } = Object.fromEntries(new URL(third.url).searchParams);
  await page.goto(`http://localhost:${port}/callback?error=x`);
  await keep('no-sign-in');
  await page.goto(`http://localhost:${port}/callback?key=mi_emulator_unknown&state=${state}`);
  await keep('failed');
  await page.goto(`${origin}/api/auth/cli-login?port=1&state=x`);
  await keep('sign-in-refused');
  await page.goto(origin);
  await page.getByRole('heading').waitFor();
  await keep('no-token');
  const goTo = async (path, text) => {
    await page.goto(`${origin}/#/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (text !== undefined) await page.locator('main').getByText(text).first().waitFor();
  };
  await page.goto(`${origin}/#token=${emulator.controlToken}`);
  await page.getByText('No offices yet').waitFor();
  await keep('no-offices');
  const office = await furnish(emulator);
  await goTo(`offices/${office}/agents/aria`, 'You said');
  await keep('chat');
  const pages = {
    offices: ['', 'hooli'],
    office: [`offices/${office}`, 'Latest events'],
    agents: [`offices/${office}/agents`, 'ready'],
    activity: [`offices/${office}/agents/aria/activity`, 'was hired'],
    logs: [`offices/${office}/agents/aria/logs`, 'message'],
    tasks: [`offices/${office}/tasks`, 'Audit Q1 revenue'],
    files: [`offices/${office}/files/report.md`, 'All is well'],
    credits: [`offices/${office}/credits`, 'Balance'],
    requests: ['requests'],
    faults: ['faults'],
    clock: ['clock'],
    state: ['state'],
    reference: ['reference'],
  };
  for (const [name, [path, text]] of Object.entries(pages)) {
    await goTo(path, text);
    await keep(name);
  }
}

const home = await mkdtemp(join(tmpdir(), 'mitosis-screenshots-'));
const browser = await chromium.launch({ executablePath });
try {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of Object.entries(viewports)) {
      const emulator = await startEmulator();
      const page = await browser.newPage({ colorScheme, viewport, deviceScaleFactor: 2 });
      await walk(page, emulator, home, (name) =>
        page.screenshot({ path: join(target, `${name}-${colorScheme}-${width}.png`) }),
      );
      await page.close();
      await emulator.close();
    }
  }
  console.log(`The pictures are in ${target}.`);
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}
