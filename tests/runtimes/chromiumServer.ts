import { requireProgram } from '@mitosislabs/tooling/programs';
import { serve } from '@mitosislabs/tooling/serve';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the Chromium of all test files; `connectChromium()` asks it. */
    chromiumServer: string;
  }
}

/** Run by Vitest before the end-to-end tests. The first file that asks for Chromium starts it: not all runs have one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let browser: Promise<BrowserServer> | undefined;
  const server = await serve(async (_, response) => {
    browser ??= launch();
    await browser.then(
      (one) => response.end(one.wsEndpoint()),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  project.provide('chromiumServer', server.url);
  return async () => {
    await server.close();
    await (await browser?.catch(() => undefined))?.close();
  };
}

async function launch(): Promise<BrowserServer> {
  // Vitest handles the signals.
  const signals = { handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false };
  return chromium.launchServer({ executablePath: requireProgram('chromium'), host: '127.0.0.1', ...signals });
}
