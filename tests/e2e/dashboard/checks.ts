import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Lists the barriers that axe-core finds on a page: the rule, and the elements. An empty list is good.
 *
 * @param part - Looks only at the elements of this selector: an open dialog makes all others inert.
 */
export async function barriersOn(page: Page, part?: string): Promise<string[]> {
  if (!(await page.evaluate(() => Reflect.has(globalThis, 'axe')))) await page.evaluate(axe);
  const violations = await page.evaluate(async (selector) => {
    const results: AxeResults = await Reflect.get(globalThis, 'axe').run(selector ?? document, {
      resultTypes: ['violations'],
      // WCAG 2.2 AA, and good practice.
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return results.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`),
    }));
  }, part);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 5).join('\n')}`);
}

/** By how many CSS pixels the page is wider than its window, or what is in a dialog or a card wider than that. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const boxes = [...document.querySelectorAll('dialog[open], .card')];
    const inBoxes = boxes.map((box) => box.scrollWidth - box.clientWidth);
    return Math.max(scrollWidth - clientWidth, document.body.scrollWidth - clientWidth, ...inBoxes);
  });
}

/** Lists what hostile texts achieved on a page: elements with handlers, links to scripts, scripts that ran. */
export function injectionsIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const isScript =
          /^(href|src|action|formaction|srcdoc|data)$/.test(name) && /^\s*javascript:/i.test(value);
        if (name.startsWith('on') || isScript) found.push(`<${element.localName} ${name}>`);
      }
    }
    if (document.querySelector('script:not([src])')) found.push('an inline script');
    if (Reflect.has(globalThis, 'owned')) found.push('a script ran');
    return found;
  });
}
