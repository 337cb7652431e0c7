import type { Platform } from '../platform/Platform.ts';
import { type App, createApp } from '../server/createApp.ts';
import type { Idempotency } from '../server/idempotency.ts';
import { addPages } from './pages.ts';
import { reference } from './reference.ts';
import { addSignIn, type SignInOptions } from './signIn.ts';

/** Creates the dashboard: its pages, and its operations. */
export function createDashboard(platform: Platform, idempotency: Idempotency, signIn: SignInOptions): App {
  const app = createApp(platform, 'dashboard', idempotency);
  addPages(app);
  app.get('/reference', () => reference());
  addSignIn(app, platform, signIn);
  return app;
}
