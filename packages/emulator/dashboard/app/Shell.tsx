import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon, Logo } from '../components/Icon.tsx';
import { connection } from '../state/connection.ts';
import { lastOffice, loadOffices, offices } from '../state/offices.ts';
import { go, link, path } from '../state/route.ts';
import { useReread } from '../state/status.ts';
import { nextTheme, theme } from '../state/theme.ts';
import { useLoaded } from '../state/useLoaded.ts';
import { emulatorPages, officePages } from './navigation.ts';
import { StatusBadges } from './StatusBadges.tsx';

/** The frame of all pages: the navigation beside the page, or above it on a narrow screen. */
export function Shell({
  officeId: ownOffice,
  children,
}: {
  officeId: string | undefined;
  children: ComponentChildren;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  useLoaded(`offices ${ownOffice}`, loadOffices);
  useReread(() => void loadOffices().catch(() => undefined));
  const place = path.value.join('/');
  const remembered = offices.value?.some(({ id }) => id === lastOffice.value) ? lastOffice.value : undefined;
  const officeId = ownOffice ?? (place === '' ? undefined : remembered);
  useEffect(() => {
    setOpen(false);
    if (ownOffice !== undefined || place === '') lastOffice.value = ownOffice;
  }, [place, ownOffice]);
  return (
    <div class="shell">
      {/* biome-ignore lint/a11y/useValidAnchor: the fragment is the address of the page */}
      <a class="skip" href="#content" onClick={skip}>
        Skip to content
      </a>
      <header class={isOpen ? 'side open' : 'side'}>
        <div class="brand">
          <a href="#/" aria-label="Mitosis emulator: offices">
            <Logo /> Mitosis <small>emulator</small>
          </a>
          <button
            type="button"
            class="icon-button menu"
            aria-expanded={isOpen}
            aria-controls="navigation"
            aria-label="Menu"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? 'close' : 'menu'} />
          </button>
        </div>
        <nav id="navigation" aria-label="Pages">
          <OfficeSwitcher officeId={officeId} />
          {officeId !== undefined && (
            <ul>
              {officePages.map(({ label, icon, path: own }) => (
                <Entry key={own} label={label} icon={icon} href={officeLink(officeId, own)} />
              ))}
            </ul>
          )}
          <h2>Emulator</h2>
          <ul>
            {emulatorPages.map(({ label, icon, path: own }) => (
              <Entry key={own} label={label} icon={icon} href={`#/${own}`} />
            ))}
          </ul>
          <button type="button" class="theme" onClick={nextTheme}>
            <Icon name={theme.value === 'dark' ? 'moon' : theme.value === 'light' ? 'sun' : 'screen'} />
            Theme: {theme.value}
          </button>
        </nav>
      </header>
      <div class="page">
        <div role="status">
          {connection.value === 'lost' && (
            <p class="banner">
              <Icon name="fault" /> The emulator does not respond. This page shows the last known state, and
              continues when the emulator is back.
            </p>
          )}
        </div>
        <StatusBadges />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function Entry({
  label,
  icon,
  href,
}: {
  label: string;
  icon: Parameters<typeof Icon>[0]['name'];
  href: string;
}) {
  const here = `#/${path.value.map(encodeURIComponent).join('/')}`;
  // An office's own page is above all others of the office.
  const isSection = here === href || (href.split('/').length !== 3 && here.startsWith(`${href}/`));
  return (
    <li>
      <a href={href} aria-current={here === href ? 'page' : isSection ? 'true' : undefined}>
        <Icon name={icon} /> {label}
      </a>
    </li>
  );
}

/** Chooses the office that the pages are about. */
function OfficeSwitcher({ officeId }: { officeId: string | undefined }) {
  const all = offices.value ?? [];
  const isKnown = all.some(({ id }) => id === officeId);
  return (
    <label class="switcher">
      <span>Office</span>
      <select
        value={officeId ?? ''}
        onChange={({ currentTarget: { value } }) => go(value === '' ? '#/' : officeLink(value, ''))}
      >
        <option value="">All offices</option>
        {officeId !== undefined && !isKnown && <option value={officeId}>{officeId}</option>}
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name.slice(0, 60)}
          </option>
        ))}
      </select>
    </label>
  );
}

function officeLink(officeId: string, page: string): string {
  return link`offices/${officeId}` + (page === '' ? '' : `/${page}`);
}

function skip(event: Event): void {
  // The fragment is the page's address.
  event.preventDefault();
  document.getElementById('content')?.focus();
}
