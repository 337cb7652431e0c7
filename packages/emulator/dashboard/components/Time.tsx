import type { JSX } from 'preact';

const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** A time: only the time of day if it is today, with the date on hover. */
export function Time({ at }: { at: string | number }): JSX.Element {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{String(at).slice(0, 40)}</span>;
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={dateAndTime.format(date)}>
      {(isToday ? timeOnly : dateAndTime).format(date)}
    </time>
  );
}
