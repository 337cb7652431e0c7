import type { CreditHistoryEntry } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { Page } from '../../components/Page.tsx';
import { Time } from '../../components/Time.tsx';
import { formatNumber } from '../../components/text/formatNumber.ts';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call } from '../../state/request.ts';
import { useReread } from '../../state/status.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { BalanceChart } from './BalanceChart.tsx';

/** The most entries that a request returns. */
const PAGE = 1_000;
/** Where a row of the ledger has two lines. */
const NARROW = matchMedia('(max-width: 40rem)');

/** The credits of an office: the balance over time, and the ledger. */
export function CreditsPage({ officeId }: { officeId: string }): JSX.Element {
  const [pages, setPages] = useState(1);
  const history = useLoaded(`credits ${officeId} ${pages}`, async (signal) => {
    const parts = Array.from({ length: pages }, (_, index) =>
      call(
        'GET /api/v1/offices/{officeId}/credits/history',
        { officeId, query: { limit: PAGE, offset: index * PAGE } },
        signal,
      ),
    );
    return (await Promise.all(parts)).flat();
  });
  useOfficeEvents(officeId, () => history.reload());
  // No event says that credits were added.
  const current = useLoaded(`balance ${officeId}`, (signal) =>
    call('GET /api/v1/offices/{officeId}/credits', { officeId }, signal),
  );
  useReread(() => {
    if (!current.error) current.reload();
  });
  const known = current.data?.balance;
  useEffect(() => history.reload(), [known]);
  const [isAdding, setAdding] = useState(false);
  const balance = history.data?.[0]?.balance_after ?? 0;
  return (
    <Page
      title="Credits"
      actions={
        <button type="button" class="button main" onClick={() => setAdding(true)}>
          <Icon name="plus" /> Add credits
        </button>
      }
    >
      <WhenLoaded of={history}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty title="Nothing was charged or added yet" />
          ) : (
            <>
              <section class="card balance">
                <h2>
                  Balance: <span class="figure">{formatNumber(balance)}</span>
                </h2>
                <BalanceChart entries={entries} />
              </section>
              <section class="ledger">
                <h2>Ledger</h2>
                <p class="row ledger-row ledger-head">
                  <span>Time</span>
                  <span>Reason</span>
                  <span class="amount">Amount</span>
                  <span class="amount">Balance</span>
                </p>
                <VirtualList
                  label="Ledger"
                  class="tall"
                  items={entries}
                  keyOf={({ id }) => id}
                  height={NARROW.matches ? 62 : 38}
                >
                  {(entry) => <LedgerRow entry={entry} />}
                </VirtualList>
                {entries.length === pages * PAGE && (
                  <button type="button" class="button" onClick={() => setPages(pages + 1)}>
                    Load earlier entries
                  </button>
                )}
              </section>
            </>
          )
        }
      </WhenLoaded>
      {isAdding && (
        <AddCredits officeId={officeId} onAdded={history.reload} onClose={() => setAdding(false)} />
      )}
    </Page>
  );
}

function LedgerRow({ entry: { amount, balance_after, reason, created_at } }: { entry: CreditHistoryEntry }) {
  return (
    <div class="row ledger-row">
      <Time at={created_at} />
      <span class="one-line">
        <Text of={reason} most={500} />
      </span>
      <span class={amount < 0 ? 'amount' : 'amount good'}>
        {amount > 0 && '+'}
        {formatNumber(amount)}
      </span>
      <span class="amount dim">{formatNumber(balance_after)}</span>
    </div>
  );
}

function AddCredits({
  officeId,
  onAdded,
  onClose,
}: {
  officeId: string;
  onAdded: () => void;
  onClose: () => void;
}) {
  const add = async (fields: FormData) => {
    const body = { amount: Number(fields.get('amount')), reason: String(fields.get('reason')) };
    await call('POST /api/v1/offices/{officeId}/credits', { officeId, body });
    onAdded();
  };
  return (
    <Dialog title="Add credits" action="Add" onSubmit={add} onClose={onClose}>
      <Field label="Amount" name="amount" type="number" step="any" required initial="1000" />
      <Field label="Reason" name="reason" required initial="added by hand" />
    </Dialog>
  );
}
