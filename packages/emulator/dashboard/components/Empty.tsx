import type { ComponentChildren, JSX } from 'preact';

/** Takes the place of a list that has nothing in it: says so, and what to do. */
export function Empty({
  title,
  action,
  children,
}: {
  title: string;
  action?: ComponentChildren;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}
