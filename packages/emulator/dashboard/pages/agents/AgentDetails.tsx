import type { Employee } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { Text } from '../../components/text/Text.tsx';

/** The configuration and the status of an agent. */
export function AgentDetails({ agent }: { agent: Employee }): JSX.Element {
  const { status, ...configuration } = agent;
  return (
    <div class="halves">
      <Facts title="Status" of={status} />
      <Facts title="Configuration" of={configuration} />
    </div>
  );
}

function Facts({ title, of }: { title: string; of: object }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="sheet">
        {Object.entries(of).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <pre>
                <Text
                  of={typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '')}
                  most={Number.POSITIVE_INFINITY}
                />
              </pre>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
