import type { XMTPMessage } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Time } from '../../components/Time.tsx';
import { Text } from '../../components/text/Text.tsx';

/** Longer texts are cut until they are asked for. */
const SHOWN = 4_000;

/** A message, as text whatever is in it. */
export function MessageBubble({ message, isOwn }: { message: XMTPMessage; isOwn: boolean }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const { from_agent, content, created_at } = message;
  const isLong = content.length > SHOWN && !isWhole;
  return (
    <div class={isOwn ? 'bubble own' : 'bubble'}>
      <p class="bubble-head">
        <strong class="one-line">
          <Text of={from_agent} most={80} />
        </strong>
        {created_at !== '' && <Time at={created_at} />}
      </p>
      <p class="bubble-text" dir="auto">
        {isLong ? content.slice(0, SHOWN) : content}
        {created_at === '' && <span class="caret" />}
      </p>
      {isLong && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          Show all {content.length} characters
        </button>
      )}
    </div>
  );
}
