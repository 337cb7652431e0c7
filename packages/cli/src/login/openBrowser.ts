import type { Context } from '../Context.ts';

/** Characters without a meaning in any shell. On Windows, `open` runs PowerShell. */
const PLAIN = /^[\w:/?&=.~%[\]-]+$/;
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether this machine has a browser on a screen. */
export function hasBrowser(
  { env }: Pick<Context, 'env'>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT']) return false;
  if (platform !== 'linux') return true;
  // WSL opens the browser of Windows.
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']);
}

/** Whether an address may be opened: https or this machine, with plain characters only. */
export function isOpenable(address: string): boolean {
  try {
    const { protocol, hostname, href } = new URL(address);
    const isWeb = protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.test(hostname));
    return isWeb && href === address && PLAIN.test(href);
  } catch {
    return false;
  }
}

/**
 * Opens an address in the browser, as one argument of the system's opener, without a shell.
 *
 * @param onFailure - Called when the opener fails: it does so after a while.
 * @returns whether there is an opener. It is unknown whether it finds a browser.
 */
export async function openBrowser(address: string, onFailure: (why: string) => void): Promise<boolean> {
  if (!isOpenable(address)) return false;
  try {
    const { default: open } = await import('open');
    const child = await open(address);
    child.once('error', ({ message }) => onFailure(message));
    child.once('exit', (code) => {
      if (code) onFailure(`the opener ended with exit code ${code}`);
    });
    return child.pid !== undefined;
  } catch {
    return false;
  }
}
