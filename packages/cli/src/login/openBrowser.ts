import type { Context } from '../Context.ts';

/** Whether there is a browser here that somebody would see. */
export function hasBrowser(
  { env }: Pick<Context, 'env'>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (env['SSH_CONNECTION'] || env['SSH_TTY']) return false;
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * Opens a URL in the browser, without a shell.
 *
 * @returns whether that worked; the URL is on the screen in any case.
 */
export async function openBrowser(url: string): Promise<boolean> {
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.once('error', () => undefined);
    return child.pid !== undefined;
  } catch {
    return false;
  }
}
