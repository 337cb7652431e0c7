// `pnpm picture`: runs the main job with the built `mi` at a terminal, on an emulator, and draws what is on the screen:
// `docs/pictures/mi-light.svg` and `mi-dark.svg`, for README.md. `pnpm picture <folder>` writes them elsewhere.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';

const root = fileURLToPath(new URL('..', import.meta.url));
const { startEmulator } = await import(join(root, 'packages/emulator/dist/index.js'));
const { MitosisClient } = await import(join(root, 'packages/sdk/dist/index.js'));

const COLUMNS = 84;
const COMMANDS = [
  'mi agents hire -n aria -r researcher -m sonnet --wait',
  'mi send aria "Summarise yesterday and propose a task for today." --wait',
  'mi tasks create -t "Audit Q1 revenue" -a aria --wait',
  'mi credits history',
];

/** Sizes in pixels: a cell, the space around the text, and the bar with the name. */
const CELL = { width: 8.4, height: 19 };
const MARGIN = 18;
const BAR = 34;

/** The colours of a theme: the first eight of a terminal, and those of the window. */
const THEMES = {
  light: {
    window: '#ffffff',
    border: '#d0d7de',
    text: '#1f2328',
    faint: '#59636e',
    ansi: ['#1f2328', '#cf222e', '#116329', '#7d4e00', '#0550ae', '#8250df', '#1b7c83', '#59636e'],
  },
  dark: {
    window: '#0d1117',
    border: '#3d444d',
    text: '#e6edf3',
    faint: '#9198a1',
    ansi: ['#9198a1', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#e6edf3'],
  },
};

const home = await mkdtemp(join(tmpdir(), 'mitosis-picture-'));
const emulator = await startEmulator();
try {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: 60, allowProposedApi: true, convertEol: true });
  await prepare();
  for (const command of COMMANDS) await type(command, terminal);
  const rows = rowsOf(terminal);
  const target = process.argv[2] ?? join(root, 'docs/pictures');
  await mkdir(target, { recursive: true });
  for (const [name, theme] of Object.entries(THEMES)) {
    await writeFile(join(target, `mi-${name}.svg`), draw(rows, theme));
    console.log(join(target, `mi-${name}.svg`));
  }
} finally {
  await emulator.close();
  await rm(home, { recursive: true, force: true });
}

/** Creates the office that the commands act on: the only one. */
async function prepare() {
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  await client.offices.create({ name: 'acme' });
  await client.close();
}

/** Shows the prompt with a command, and runs it in a pseudo terminal of its own. */
async function type(command, terminal) {
  const write = (data) => new Promise((done) => terminal.write(data, done));
  await write(`\u001b[36m$\u001b[0m \u001b[1m${command}\u001b[0m\n`);
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TERM: 'xterm-256color',
    MITOSIS_KEYCHAIN: 'off',
    MITOSIS_ENDPOINT: endpoint,
    MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
    MITOSIS_API_KEY: apiKey,
  };
  const mi = `"${process.execPath}" "${join(root, 'packages/sdk/bin/mi.js')}"`;
  const line = `stty cols ${COLUMNS} rows 60; ${command.replace(/^mi/, mi)}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', write);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  await write('\n');
}

/** Reads the screen: each row as pieces of text in one style. */
function rowsOf({ buffer: { active } }) {
  const rows = [];
  for (let y = 0; y <= active.baseY + active.cursorY; y++) {
    const line = active.getLine(y);
    const pieces = [];
    for (let x = 0; x < COLUMNS; x++) {
      const cell = line.getCell(x);
      const text = cell.getChars() || ' ';
      const style = [cell.isFgDefault() ? -1 : cell.getFgColor() % 8, cell.isBold() > 0, cell.isDim() > 0];
      const last = pieces.at(-1);
      if (last && String(last.style) === String(style)) last.text += text;
      else pieces.push({ x, text, style });
    }
    rows.push(pieces.filter(({ text }) => text.trim() !== ''));
  }
  while (rows.at(-1)?.length === 0) rows.pop();
  return rows;
}

function draw(rows, { window, border, text, faint, ansi }) {
  const width = Math.round(COLUMNS * CELL.width + 2 * MARGIN);
  const height = BAR + rows.length * CELL.height + MARGIN;
  const lines = rows.flatMap((pieces, row) =>
    pieces.flatMap((piece) => words(piece).map((word) => drawText(word, piece.style, row))),
  );
  function drawText(word, [color, isBold, isDim], row) {
    const x = (MARGIN + word.x * CELL.width).toFixed(1);
    const y = BAR + row * CELL.height + 14;
    const fill = isDim ? faint : color < 0 ? text : ansi[color];
    // The length holds the columns, whatever font the reader has.
    const length = (word.text.length * CELL.width).toFixed(1);
    const weight = isBold ? ' font-weight="bold"' : '';
    return `<text x="${x}" y="${y}" textLength="${length}" fill="${fill}"${weight}>${escapeXML(word.text)}</text>`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXML(COMMANDS.join('; '))}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${window}" stroke="${border}"/>
${['0', '1', '2'].map((n) => `<circle cx="${MARGIN + 4 + n * 18}" cy="17" r="5" fill="${border}"/>`).join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${lines.join('\n')}
</g>
</svg>
`;
}

/** Splits a piece where it has several spaces: not every program that draws SVG keeps them. */
function words({ x, text }) {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map((found) => ({ x: x + found.index, text: found[0] }));
}

function escapeXML(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
