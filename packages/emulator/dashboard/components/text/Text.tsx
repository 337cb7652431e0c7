import type { JSX } from 'preact';
import { plain } from './plain.ts';

/** A text from the platform, {@link plain} and apart from the direction of the text around it. */
export function Text({ of, most }: { of: string; most?: number }): JSX.Element {
  return <bdi>{plain(of, most)}</bdi>;
}
