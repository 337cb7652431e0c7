import type { IconName } from '../components/Icon.tsx';

/** An entry of the navigation. */
interface NavigationEntry {
  readonly label: string;
  readonly icon: IconName;
  /** The path of its page. In those of an office, it comes after the office's. */
  readonly path: string;
}

/** The pages of an office. */
export const officePages: readonly NavigationEntry[] = [
  { label: 'Overview', icon: 'office', path: '' },
  { label: 'Agents', icon: 'agent', path: 'agents' },
  { label: 'Tasks', icon: 'tasks', path: 'tasks' },
  { label: 'Files', icon: 'file', path: 'files' },
  { label: 'Credits', icon: 'credits', path: 'credits' },
];

/** The pages of the emulator itself. */
export const emulatorPages: readonly NavigationEntry[] = [
  { label: 'Requests', icon: 'requests', path: 'requests' },
  { label: 'Faults', icon: 'fault', path: 'faults' },
  { label: 'Clock', icon: 'clock', path: 'clock' },
  { label: 'State', icon: 'state', path: 'state' },
  { label: 'API', icon: 'api', path: 'reference' },
];
