import { startEmulator } from '@mitosislabs/emulator';
import { requireProgram } from '@mitosislabs/tooling/programs';
import { chromium } from 'playwright-core';
import { countOf } from '../support/effort.mjs';

const COUNT = countOf(10_000);
/** The dashboard reads messages and entries of the ledger in pages. */
const PAGE = 1_000;
/** How often the wheel turns, by how many CSS pixels, and the time between two turns in ms. */
const WHEEL = { turns: 60, pixels: 700, pauseMs: 30 };

/**
 * Scrolls through the longest lists of the dashboard in Chromium, with the wheel. Chromium shares the processor with the emulator and
 * with all else on the machine, so a busy machine has gaps by itself: the first row is an empty page. What the page itself does in a
 * frame (scripts; styles and layout) depends less on the machine.
 */
export async function scrolling() {
  const executablePath = requireProgram('chromium');
  const emulator = await startEmulator({ brain: 'none' });
  const browser = await chromium.launch({ executablePath });
  try {
    const office = await fillOffice(emulator);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${emulator.dashboardEndpoint}/#token=${emulator.controlToken}`);
    const metricsOf = await startMetrics(page);
    const rows = [];
    for (const [name, { path, list, prepare }] of Object.entries(listsOf(office))) {
      await page.goto(`${emulator.dashboardEndpoint}/#/${path}`);
      const element = page.locator(list).first();
      await element.waitFor();
      await prepare?.(page);
      await page.waitForTimeout(1_000);
      const before = await metricsOf();
      const gaps = await turnWheel(page, element);
      const after = await metricsOf();
      const perFrame = (...metrics) =>
        metrics.reduce((sum, metric) => sum + 1_000 * (after[metric] - before[metric]), 0) / gaps.length;
      const figures = {
        frames: gaps.length,
        'over 50 ms, %': (100 * gaps.filter((gap) => gap > 50).length) / gaps.length,
        'longest, ms': Math.max(...gaps),
        'scripts a frame, ms': perFrame('ScriptDuration'),
        'layout a frame, ms': perFrame('LayoutDuration', 'RecalcStyleDuration'),
        elements: await page.evaluate(() => document.querySelectorAll('*').length),
      };
      for (const [group, value] of Object.entries(figures)) rows.push({ group, name, value });
    }
    return rows;
  } finally {
    await browser.close();
    await emulator.close();
  }
}

/** The lists: the path of the page, where it shows the list, and what loads all rows. */
function listsOf(office) {
  return {
    'an empty page': { path: 'nothing', list: 'main' },
    tasks: { path: `offices/${office}/tasks`, list: '[aria-label="queued tasks"]' },
    messages: {
      path: `offices/${office}/agents/aria`,
      list: '[aria-label="Messages"]',
      async prepare(page) {
        for (let pages = 1; pages < COUNT / PAGE; pages++) {
          const first = await page.locator('.messages li').first().getAttribute('aria-setsize');
          await page.getByRole('button', { name: 'Load earlier messages' }).click();
          await page.locator(`.messages li:not([aria-setsize="${first}"])`).first().waitFor();
        }
      },
    },
    files: { path: `offices/${office}/files`, list: '[aria-label="All files"]' },
    ledger: {
      path: `offices/${office}/credits`,
      list: '.ledger .virtual',
      async prepare(page) {
        for (let pages = 2; pages <= COUNT / PAGE; pages++) {
          await page.getByRole('button', { name: 'Load earlier entries' }).click();
          await page
            .locator(`.ledger li[aria-setsize="${pages * PAGE}"]`)
            .first()
            .waitFor();
        }
      },
    },
    requests: { path: 'requests', list: '.log-table' },
  };
}

/** Makes an office with that many rows in each list, and returns its id. */
async function fillOffice({ control, endpoint, apiKey }) {
  const numbers = Array.from({ length: COUNT }, (_, index) => index);
  const { offices } = await control.seed({
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
  // Each is a row of the ledger, and one of the requests.
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  const addEntry = (_, index) => {
    const body = JSON.stringify({ amount: 1, reason: `entry ${index}` });
    return fetch(`${endpoint}/api/v1/offices/${id}/credits`, { method: 'POST', headers, body });
  };
  for (let sent = 0; sent < COUNT; sent += 50) await Promise.all(Array.from({ length: 50 }, addEntry));
  return id;
}

/** Returns a function that reads the metrics of a page. */
async function startMetrics(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
}

/** Turns the wheel above an element, down and then up, and returns the gaps between frames in ms. */
async function turnWheel(page, element) {
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
