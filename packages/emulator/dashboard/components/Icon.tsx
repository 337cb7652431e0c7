import type { JSX } from 'preact';

/** The shapes of icons, on a grid of 24. */
const SHAPES = {
  office: 'M4 20V6l8-3 8 3v14M9 20v-4h6v4M9 9h.01M15 9h.01M9 12.5h.01M15 12.5h.01M3 20h18',
  agent:
    'M12 7V4M8 4h8M6 7h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM9 12v1.5M15 12v1.5',
  tasks: 'M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v6h-4z',
  file: 'M13 3H6v18h12V8zM13 3v5h5',
  credits: 'M4 19h16M5 15l4.5-5 3.5 3 6-7',
  requests: 'M4 7h13l-3-3M20 17H7l3 3',
  fault: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2',
  state:
    'M12 3c4.4 0 8 1.3 8 3s-3.6 3-8 3-8-1.3-8-3 3.6-3 8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  api: 'M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  send: 'M4 12l16-8-6 16-3-7z',
  upload: 'M12 16V4M7 9l5-5 5 5M4 20h16',
  download: 'M12 4v12M7 11l5 5 5-5M4 20h16',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  back: 'M15 5l-7 7 7 7',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof SHAPES;

/** An icon. It is decoration: text beside it has the meaning. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** The mark of Mitosis. */
export function Logo(): JSX.Element {
  return (
    <svg
      class="logo"
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      stroke-width="2.4"
      aria-hidden="true"
    >
      <circle cx="11" cy="16" r="8.8" />
      <circle cx="21" cy="16" r="8.8" />
      <g fill="currentColor" stroke="none">
        <circle cx="7.6" cy="16" r="2.1" />
        <circle cx="24.4" cy="16" r="2.1" />
      </g>
    </svg>
  );
}
