import type { JSX } from 'preact';
import { Empty } from '../components/Empty.tsx';
import { Page } from '../components/Page.tsx';

/** The page for an unknown address. */
export function NotFoundPage(): JSX.Element {
  return (
    <Page title="Not found">
      <Empty
        title="There is no such page"
        action={
          <a class="button" href="#/">
            Go to the offices
          </a>
        }
      >
        The address may be mistyped, or from an older version.
      </Empty>
    </Page>
  );
}
