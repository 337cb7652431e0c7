import type { Control } from './control/Control.ts';
import type { Host } from './core/Host.ts';
import type { SignInOptions } from './dashboard/signIn.ts';
import type { Platform } from './platform/Platform.ts';
import { type App, Site, type SiteParts } from './server/Site.ts';

/** Creates the two hosts. Pages, files and streams are loaded with the first request for one. */
export function createSites(shared: SiteParts, signIn: SignInOptions): Record<Host, Site> {
  return {
    'office-manager': new Site('office-manager', shared, async (site) => {
      const { createApp } = await import('./server/createApp.ts');
      return createApp(site);
    }),
    dashboard: new Site('dashboard', shared, async (site) => {
      const [{ createApp }, { addPages }, { addSignIn }] = await Promise.all([
        import('./server/createApp.ts'),
        import('./dashboard/pages.ts'),
        import('./dashboard/signIn.ts'),
      ]);
      const app = createApp(site);
      addPages(app);
      // An address of earlier versions.
      app.get('/reference', (c) => c.redirect('/#/reference'));
      addSignIn(app, site.platform, signIn);
      return app;
    }),
  };
}

/** The parts of the control plane. */
interface ControlParts {
  readonly control: Control;
  readonly controlToken: string;
  readonly platform: Platform;
  readonly sites: Readonly<Record<Host, Site>>;
  /** Reads the id of the user that the pages of the dashboard act for. */
  userId(): string;
}

/** Loads the app of the control plane. Both hosts serve it. */
export async function loadControlApp(parts: ControlParts): Promise<App> {
  const { control, controlToken, platform, sites, userId } = parts;
  const [{ createControlApp }, { addAdministration, addEarlierMessages }, manager, dashboard] =
    await Promise.all([
      import('./control/http/controlApp.ts'),
      import('./dashboard/administration.ts'),
      sites['office-manager'].app(),
      sites.dashboard.app(),
    ]);
  const app = createControlApp(control, controlToken);
  addAdministration(app, { 'office-manager': manager, dashboard }, userId);
  addEarlierMessages(app, platform);
  return app;
}
