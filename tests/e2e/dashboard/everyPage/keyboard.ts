import type { Locator, Page } from 'playwright-core';

/** More presses of Tab than any page of these tests has stops. */
const MOST = 150;

/**
 * Presses Tab until an element has the focus, as a reader without a mouse does.
 *
 * @throws when the element cannot be reached, or when a stop on the way shows no focus.
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < MOST; presses++) {
    await page.keyboard.press('Tab');
    const { isReached, invisible } = await target.evaluate(readFocus);
    if (invisible !== undefined) throw new Error(`The focus does not show on ${invisible}`);
    if (isReached) return;
  }
  throw new Error(`${target} cannot be reached with Tab.`);
}

/** Presses Tab until an element has the focus, and then Enter. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Names the element that has the focus. `nothing`: the keyboard would begin again at the top of the page. */
export function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    return `${element.localName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 80)}`;
  });
}

/** Runs in the page. Whether an element has the focus, and the focused one if no outline shows it. */
function readFocus(target: Element): { isReached: boolean; invisible?: string } {
  const element = document.activeElement;
  const isReached = element === target;
  if (!element || element === document.body || element.localName === 'iframe') return { isReached };
  const hasOutline = (one: Element | null, part?: string): boolean => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one, part);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  };
  const isVisible =
    hasOutline(element) || hasOutline(element, '::after') || hasOutline(element.parentElement);
  return isVisible ? { isReached } : { isReached, invisible: element.outerHTML.slice(0, 200) };
}
