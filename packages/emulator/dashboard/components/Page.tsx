import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Text } from './text/Text.tsx';

/** Options for a page. */
export interface PageProps {
  /** Its heading, which is also in the title of the window. */
  title: string;
  /** A line below the heading. */
  about?: ComponentChildren;
  /** A link to the page above. */
  above?: { label: string; href: string };
  /** Buttons beside the heading. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** Becomes true with the first page: focus stays where it is then. */
let isLater = false;

/** The content of a page below its heading. The heading gets the focus when a reader goes to the page. */
export function Page({ title, about, above, actions, children }: PageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title.slice(0, 60)} · Mitosis emulator`;
  }, [title]);
  useEffect(() => {
    if (isLater) heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    isLater = true;
  }, []);
  return (
    <article>
      <div class="heading">
        <div>
          {above && (
            <a class="above" href={above.href}>
              {above.label}
            </a>
          )}
          <h1 ref={heading} tabIndex={-1}>
            <Text of={title} />
          </h1>
          {about !== undefined && about !== false && <div class="about">{about}</div>}
        </div>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {children}
    </article>
  );
}
