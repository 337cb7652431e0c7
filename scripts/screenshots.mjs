// `pnpm screenshots`: builds, goes through `mi login` and the dashboard in Chromium, and keeps a picture of every page
// that the user sees, light and dark, as wide as a phone, a desktop and a large screen, in `.screenshots/`. Look at them
// after you changed a page.
// Where Chromium is elsewhere: `pnpm screenshots <path>`.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireProgram } from '../tooling/programs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(join(root, 'tests/package.json'))('playwright-core');
const { startEmulator } = await import(join(root, 'packages/emulator/dist/index.js'));
const target = join(root, '.screenshots');
const viewports = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 780 },
  wide: { width: 1920, height: 1080 },
};
const executablePath = process.argv[2] ?? requireProgram('chromium');

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

const TASKS = [
  ['Audit Q1 revenue', 'completed', 'aria', 0, 'Revenue is up 12 % on the quarter before.'],
  ['Summarise the notes of the board', 'completed', 'ben', 0, 'Three decisions, two open questions.'],
  ['Answer the letter of the tax office', 'failed', 'cleo', 2, 'The letter could not be read.'],
  ['Compare the offers of four suppliers', 'running', 'aria', 5],
  ['Write the release notes of version 2', 'running', 'ben', 0],
  ['Plan the move to the new office, with all that has to be packed', 'queued', 'cleo', 9],
  ['Renew the certificate', 'queued', undefined, 3],
  ['Order coffee', 'queued', undefined, 0],
];
const NOTES =
  '# Report\n\nAll is well.\n\n| quarter | revenue |\n| --- | ---: |\n| Q1 | 1,200 |\n| Q2 | 1,340 |\n';
const MESSAGES = [
  ['user', 'What can you do?'],
  ['aria', 'I read the books, write reports, and answer questions about both.'],
  ['user', 'Good. How was the first quarter, in one sentence?'],
  ['aria', 'Revenue is up 12 % on the quarter before:\n\n- subscriptions: + 9 %\n- services: + 21 %'],
];

/** Fills the emulator with the work of some days. Returns the ids of the main office and of one of its tasks. */
async function furnish({ control, endpoint, apiKey }) {
  const tasks = TASKS.map(([title, status, assignedTo, priority, outcome]) => ({
    title,
    status,
    priority,
    ...(assignedTo && { assignedTo }),
    ...(outcome && { [status === 'failed' ? 'error' : 'result']: outcome }),
  }));
  await control.clock.set(Date.now() - 6 * 86_400_000);
  const { offices } = await control.seed({
    offices: [
      {
        name: 'acme',
        agents: ['aria', 'ben', 'cleo'].map((name) => ({ name })),
        tasks,
        files: { 'report.md': NOTES, 'numbers.csv': 'a,b\n1,2\n', 'logo.bin': { base64: 'AAEC' } },
        messages: MESSAGES.map(([from, text]) => ({ from, to: from === 'user' ? 'aria' : 'user', text })),
      },
      { name: 'initech', agents: [{ name: 'dora', phase: 'suspended' }] },
      { name: 'hooli' },
    ],
  });
  const { id, tasks: ids } = offices.acme;
  const send = (method, path, body) =>
    fetch(`${endpoint}/api/v1/offices/${id}${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  for (const amount of [200, 0, 900, 0, 0, 400]) {
    await control.clock.advance(86_400_000);
    if (amount > 0) await send('POST', '/credits', { amount, reason: 'top-up' });
  }
  await control.clock.reset();
  await send('GET', '/files/missing.txt');
  await send('POST', '/tasks', { title: '' });
  await send('GET', '/employees');
  return { office: id, task: ids['Compare the offers of four suppliers'] };
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
  const { office, task } = await furnish(emulator);
  const pages = {
    offices: ['', 'hooli'],
    office: [`offices/${office}`, 'Latest events'],
    agents: [`offices/${office}/agents`, 'ready'],
    chat: [`offices/${office}/agents/aria`, 'services'],
    activity: [`offices/${office}/agents/aria/activity`, 'was hired'],
    logs: [`offices/${office}/agents/aria/logs`, 'was hired'],
    details: [`offices/${office}/agents/aria/details`, 'Configuration'],
    tasks: [`offices/${office}/tasks`, 'Audit Q1 revenue'],
    files: [`offices/${office}/files/report.md`, 'All is well'],
    credits: [`offices/${office}/credits`, 'Balance'],
    requests: ['requests', '/employees'],
    faults: ['faults', 'No rules'],
    clock: ['clock', 'Real time'],
    state: ['state', 'No snapshots'],
    reference: ['reference', 'operations'],
    operation: ['reference?operation=tasks.create', 'tasks.create'],
  };
  for (const [name, [path, text]] of Object.entries(pages)) {
    await goTo(path, text);
    await keep(name);
  }
  const dialogs = {
    'new-office': ['', 'New office'],
    'delete-office': [`offices/${office}`, 'Delete'],
    hire: [`offices/${office}/agents`, 'Hire an agent'],
    fire: [`offices/${office}/agents/aria`, 'Fire'],
    'new-task': [`offices/${office}/tasks`, 'New task'],
    'delete-file': [`offices/${office}/files/report.md`, 'Delete'],
    'add-credits': [`offices/${office}/credits`, 'Add credits'],
    'new-rule': ['faults', 'New rule'],
    reset: ['state', 'Reset…'],
  };
  for (const [name, [path, button]] of Object.entries(dialogs)) {
    await goTo(path);
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await keep(name);
    await page.keyboard.press('Escape');
  }
  await page.goto(`${origin}/#/offices/${office}/tasks/${task}`);
  await page.getByRole('dialog').getByText('No progress').waitFor();
  await keep('task');
  await page.getByRole('button', { name: 'Complete…' }).click();
  await page.getByLabel('Result').waitFor();
  await keep('complete-task');
  await goTo('requests', 'missing.txt');
  await page.getByText('/missing.txt').click();
  await page.getByText('Response body').waitFor();
  await keep('request');
  for (const fault of [{ responseMs: 400 }, { status: 429, retryAfter: 2 }]) {
    await emulator.control.faults.add({ operation: 'tasks.*', probability: 0.5, fault });
  }
  await emulator.control.clock.advance(90 * 60_000);
  await emulator.control.snapshot('before the audit');
  await goTo('state', 'before the audit');
  await keep('snapshots');
  await goTo('faults', 'tasks.*');
  await keep('rules');
  const menu = page.getByRole('button', { name: 'Menu' });
  if (await menu.isVisible()) await menu.click();
  await keep('menu');
  await goTo('nothing/here', 'no such page');
  await keep('not-found');
  await walkStates(page, emulator, office, goTo, keep);
}

/** Goes through rarer states: empty pages, other kinds of files, refusals, and an emulator that is gone. */
async function walkStates(page, emulator, office, goTo, keep) {
  const { offices } = await emulator.control.seed({ offices: [{ name: 'pied piper' }] });
  const { id } = offices['pied piper'];
  for (const name of ['agents', 'tasks', 'files', 'credits']) {
    await goTo(`offices/${id}/${name}`);
    await page.waitForLoadState('networkidle');
    await keep(`no-${name}`);
  }
  await goTo(`offices/${office}/files/logo.bin`, 'no preview');
  await keep('file-without-preview');
  await goTo('offices/gone/agents');
  await page.getByRole('alert').waitFor();
  await keep('office-not-found');
  await goTo('reference?operation=tasks.list', 'tasks.list');
  await page.getByLabel('officeId').fill(office);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('region', { name: 'Response' }).getByText('200', { exact: true }).waitFor();
  await keep('operation-sent');
  await goTo(`offices/${office}/agents`);
  await page.getByRole('button', { name: 'Hire an agent' }).click();
  await page.getByLabel('Name').fill('Not A Name!');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await keep('hire-refused');
  await page.keyboard.press('Escape');
  await goTo('state');
  await page.getByRole('button', { name: 'Example' }).click();
  await page.getByRole('button', { name: 'Seed', exact: true }).click();
  await page.getByText('Seeded.').waitFor();
  await keep('seeded');
  await page.getByLabel('JSON or YAML').fill('offices:\n  - name: 5\n');
  await page.getByRole('button', { name: 'Seed', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'seed.offices' }).waitFor();
  await keep('seed-refused');
  await page.getByRole('button', { name: /^Restore / }).click();
  await page.getByRole('dialog').waitFor();
  await keep('restore');
  await page.keyboard.press('Escape');
  await page
    .getByRole('region', { name: 'Export and import' })
    .locator('input[type=file]')
    .setInputFiles({ name: 'team.state', mimeType: '', buffer: Buffer.from('nonsense') });
  await page.getByRole('dialog').waitFor();
  await keep('import');
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await keep('import-refused');
  await page.keyboard.press('Escape');
  await goTo('clock');
  await page.getByLabel('Date').fill('');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('Enter a date').waitFor();
  await keep('clock-refused');
  await goTo(`offices/${office}`, 'Latest events');
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await keep('office-suspended');
  await goTo(`offices/${office}/agents/aria`, 'services');
  await page.getByRole('textbox', { name: 'Message to aria' }).fill('Are you there?');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1_000);
  await keep('chat-waiting');
  await emulator.close();
  await page.getByText('does not respond').first().waitFor();
  await keep('connection-lost');
}

const home = await mkdtemp(join(tmpdir(), 'mitosis-screenshots-'));
const browser = await chromium.launch({ executablePath });
try {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of Object.entries(viewports)) {
      const emulator = await startEmulator({ brain: 'none' });
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
