import type { JSX } from 'preact';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const thisYear = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const earlier = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A time, as short as its distance allows: the time of day if it is today. All of it shows on hover. */
export function Time({ at }: { at: string | number }): JSX.Element {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{String(at).slice(0, 40)}</span>;
  const now = new Date();
  const isThisYear = date.getFullYear() === now.getFullYear();
  const format = date.toDateString() === now.toDateString() ? today : isThisYear ? thisYear : earlier;
  return (
    <time dateTime={date.toISOString()} title={exact.format(date)}>
      {format.format(date)}
    </time>
  );
}
