import type { Context } from '../Context.ts';

/** What an address is made of that means nothing to any shell, PowerShell included: it starts `open` on Windows. */
const PLAIN = /^[\w:/?&=.~%[\]-]+$/;
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether there is a browser here that somebody would see. */
export function hasBrowser(
  { env }: Pick<Context, 'env'>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT']) return false;
  if (platform !== 'linux') return true;
  // Under Windows' Linux the browser is that of Windows.
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']);
}

/** Whether an address may be handed to the system: https or this machine, and nothing in it but an address. */
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
 * Opens an address in the browser, without a shell: it is one argument of the system's opener.
 *
 * @returns whether there is an opener. Whether it finds a browser is not known: some say yes to everything.
 */
export async function openBrowser(address: string): Promise<boolean> {
  if (!isOpenable(address)) return false;
  try {
    const { default: open } = await import('open');
    const child = await open(address);
    child.once('error', () => undefined);
    return child.pid !== undefined;
  } catch {
    return false;
  }
}
