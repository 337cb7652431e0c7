import type { Employee } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { ActionButton } from '../../components/actions/ActionButton.tsx';
import { Confirm } from '../../components/actions/Confirm.tsx';
import { toast } from '../../components/Toasts.tsx';
import { call } from '../../state/request.ts';
import { goFromHere, link } from '../../state/route.ts';

/** Suspends, resumes, restarts, archives, restores and fires an agent. */
export function AgentActions({
  officeId,
  agent: { name, status },
  reload,
}: {
  officeId: string;
  agent: Employee;
  reload: () => void;
}): JSX.Element {
  const move = async (action: string) => {
    await call('POST /api/v1/offices/{officeId}/employees/{name}/lifecycle', {
      officeId,
      name,
      body: { action },
    });
    reload();
  };
  const fire = async () => {
    const goOn = goFromHere();
    await call('DELETE /api/v1/offices/{officeId}/employees/{name}', { officeId, name });
    toast(`${name} is fired.`);
    goOn(link`offices/${officeId}/agents`);
  };
  const button = (label: string, action: string) => (
    <ActionButton onAction={() => move(action)}>{label}</ActionButton>
  );
  if (status.phase === 'archived') return button('Restore', 'restore');
  return (
    <>
      {status.phase === 'suspended' ? button('Resume', 'resume') : button('Suspend', 'suspend')}
      {button('Restart', 'restart')}
      {button('Archive', 'archive')}
      <Confirm label="Fire" title={`Fire ${name.slice(0, 63)}?`} action="Fire" onConfirm={fire}>
        Its messages, its files' permissions and its key are lost. A task that it works on fails.
      </Confirm>
    </>
  );
}
