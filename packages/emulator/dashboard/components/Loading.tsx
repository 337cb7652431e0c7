import type { ComponentChildren, JSX } from 'preact';
import type { Loaded } from '../state/useLoaded.ts';

/** Shows loaded data; until it is there, that it loads; if that failed, why, with a button to try again. */
export function WhenLoaded<T>({
  of: { data, error, reload },
  children,
}: {
  of: Loaded<T>;
  children: (data: T) => ComponentChildren;
}): JSX.Element {
  return (
    <>
      {error && <Failure error={error} retry={reload} />}
      {data !== undefined ? children(data) : !error && <Skeleton />}
    </>
  );
}

/** Says why something failed. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }): JSX.Element {
  const { status = 0, code = '' } = error as { status?: number; code?: string };
  return (
    <div class="failure" role="alert">
      <p>
        {error.message} {status > 0 && <code>{`${status} ${code}`}</code>}
      </p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      <i />
      <i />
      <i />
    </div>
  );
}
