import type { Context, Output } from '../Context.ts';

/** Writes a text to standard output: through a pager if it is longer than the screen of a terminal. */
export async function writeText(text: string, context: Context): Promise<void> {
  if (!exceedsScreen(text, context.stdout)) {
    context.stdout.write(text);
    return;
  }
  const { page } = await import('./pager.ts');
  await page(text, context);
}

/** Whether a text has more lines than a terminal shows at once. A line that is too wide takes several. */
function exceedsScreen(text: string, { isTTY, rows, columns = 80 }: Output): boolean {
  if (isTTY !== true || !rows) return false;
  let lines = 0;
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(line.length / columns));
  return lines > rows;
}
