import { type App, createApp } from '../server/createApp.ts';
import type { Serving } from '../server/serveOperation.ts';
import { addPages } from './pages.ts';
import { addSignIn, type SignInOptions } from './signIn.ts';

/** Creates the dashboard: its pages, and its operations. */
export function createDashboard(serving: Serving, signIn: SignInOptions): App {
  const app = createApp(serving);
  addPages(app);
  // An address of earlier versions.
  app.get('/reference', (c) => c.redirect('/#/reference'));
  addSignIn(app, serving.platform, signIn);
  return app;
}
