// `node tests/bench/scrolling.mjs`, after a build: scrolls through the longest lists of the dashboard in Chromium, with the wheel, and
// prints the number of frames, the share of gaps of more than 50 ms, and the longest gap. Chromium shares the processor with the
// emulator and with all else on the machine, so a busy machine has gaps by itself: the first row is an empty page. What the page itself
// does in a frame (scripts, styles and layout, in ms) depends less on the machine: a frame has 16 ms.
import { createRequire } from 'node:module';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const { startEmulator } = await import('@mitosislabs/emulator');

const COUNT = 10_000;
const executablePath = process.argv[2] ?? '/usr/bin/chromium';
/** How often the wheel turns, by how many CSS pixels, and the time between two turns in ms. */
const WHEEL = { turns: 60, pixels: 700, pauseMs: 30 };

/** Turns the wheel above an element, down and then up, and returns the gaps between frames in ms. */
async function framesOf(page, element) {
  const box = await element.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    globalThis.gaps = [];
    let last = performance.now();
    const frame = (now) => {
      globalThis.gaps.push(now - last);
      last = now;
      globalThis.next = requestAnimationFrame(frame);
    };
    globalThis.next = requestAnimationFrame(frame);
  });
  for (let turn = 0; turn < WHEEL.turns; turn++) {
    await page.mouse.wheel(0, turn < WHEEL.turns / 2 ? WHEEL.pixels : -WHEEL.pixels);
    await page.waitForTimeout(WHEEL.pauseMs);
  }
  return page.evaluate(() => {
    cancelAnimationFrame(globalThis.next);
    return globalThis.gaps;
  });
}

const emulator = await startEmulator({ brain: 'none' });
const browser = await chromium.launch({ executablePath });
try {
  const numbers = Array.from({ length: COUNT }, (_, index) => index);
  const { offices } = await emulator.control.seed({
    offices: [
      {
        name: 'acme',
        agents: [{ name: 'aria' }],
        tasks: numbers.map((index) => ({ title: `Task ${index}` })),
        messages: numbers.map((index) => ({
          from: 'aria',
          to: 'user',
          text: `Message ${index}. `.repeat(1 + (index % 9)),
        })),
        files: Object.fromEntries(numbers.map((index) => [`file-${String(index).padStart(5, '0')}`, ''])),
      },
    ],
  });
  const { id } = offices.acme;
  const headers = { Authorization: `Bearer ${emulator.apiKey}`, 'Content-Type': 'application/json' };
  for (let sent = 0; sent < COUNT; sent += 50) {
    const body = JSON.stringify({ amount: 1, reason: `entry ${sent}` });
    const send = () =>
      fetch(`${emulator.endpoint}/api/v1/offices/${id}/credits`, { method: 'POST', headers, body });
    await Promise.all(Array.from({ length: 50 }, send));
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metrics = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics');
    return Object.fromEntries(all.map(({ name, value }) => [name, value]));
  };
  await page.goto(`${emulator.dashboardEndpoint}/#token=${emulator.controlToken}`);
  const lists = [
    ['an empty page', 'nothing', 'main', async () => {}],
    ['tasks', `offices/${id}/tasks`, '[aria-label="queued tasks"]', async () => {}],
    [
      'messages',
      `offices/${id}/agents/aria`,
      '[aria-label="Messages"]',
      async () => {
        for (let pages = 1; pages < COUNT / 1_000; pages++) {
          const first = await page.locator('.messages li').first().getAttribute('aria-setsize');
          await page.getByRole('button', { name: 'Load earlier messages' }).click();
          await page.locator(`.messages li:not([aria-setsize="${first}"])`).first().waitFor();
        }
      },
    ],
    ['files', `offices/${id}/files`, '[aria-label="All files"]', async () => {}],
    [
      'ledger',
      `offices/${id}/credits`,
      '.ledger .virtual',
      async () => {
        for (let pages = 1; pages < COUNT / 1_000; pages++) {
          await page.getByRole('button', { name: 'Load earlier entries' }).click();
          await page
            .locator(`.ledger li[aria-setsize="${(pages + 1) * 1_000}"]`)
            .first()
            .waitFor();
        }
      },
    ],
    ['requests', 'requests', '.log-table', async () => {}],
  ];
  console.log(
    '| list | frames | over 50 ms | longest | scripts a frame | layout a frame | elements |\n|---|---:|---:|---:|---:|---:|---:|',
  );
  for (const [name, path, selector, prepare] of lists) {
    await page.goto(`${emulator.dashboardEndpoint}/#/${path}`);
    const element = page.locator(selector).first();
    await element.waitFor();
    await prepare();
    await page.waitForTimeout(1_000);
    const before = await metrics();
    const gaps = await framesOf(page, element);
    const after = await metrics();
    const cost = (...names) => {
      const seconds = names.reduce((sum, name) => sum + after[name] - before[name], 0);
      return `${((1_000 * seconds) / gaps.length).toFixed(2)} ms`;
    };
    const slow = gaps.filter((gap) => gap > 50).length;
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    const share = `${((100 * slow) / gaps.length).toFixed(1)} %`;
    const longest = `${Math.max(...gaps).toFixed(0)} ms`;
    const costs = [cost('ScriptDuration'), cost('LayoutDuration', 'RecalcStyleDuration')];
    console.log(`| ${[name, gaps.length, share, longest, ...costs, elements].join(' | ')} |`);
  }
} finally {
  await browser.close();
  await emulator.close();
}
