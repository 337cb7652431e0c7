import type { ClockState, Control } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { decimalNumber } from '../../command/numbers.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { duration } from '../../operations/values.ts';

/** `mi dev clock` */
export class DevClock extends DevCommand {
  static override usage = Command.Usage({
    description: 'Show or change the clock of `mi dev`.',
    details: `Without an action it shows the clock. \`set\` takes a time such as 2030-01-31T08:00:00Z or ms since 1970, \`advance\` a
duration such as 90s, 2h or 7d, \`run\` a multiple of real time. What falls due on the way is done, in order.
\`freeze\` stops the clock, \`reset\` returns to real time.`,
    examples: [
      ['Two hours later', 'mi dev clock advance 2h'],
      ['Sixty times as fast', 'mi dev clock run 60'],
      ['The start of a year', 'mi dev clock set 2030-01-01T00:00:00Z'],
      ['Back to real time', 'mi dev clock reset'],
    ],
  });

  action = Option.String({ name: 'action', required: false });
  value = Option.String({ name: 'value', required: false });

  protected async act({ clock }: Control): Promise<void> {
    const state = await this.#change(clock);
    await this.out.fields(state, {
      time: new Date(state.now).toISOString(),
      rate: state.rate,
      offset: `${state.offsetMs} ms`,
    });
  }

  #change(clock: Control['clock']): Promise<ClockState> {
    const { action = 'get', value } = this;
    if (value !== undefined && ['get', 'freeze', 'reset'].includes(action))
      throw new UsageError(`mi dev clock ${action} takes no value, not ${JSON.stringify(value)}`);
    switch (action) {
      case 'get':
        return clock.get();
      case 'set':
        return clock.set(timeOf(this.#required()));
      case 'advance':
        return clock.advance(duration('<value>', this.#required()));
      case 'freeze':
        return clock.freeze();
      case 'run':
        return clock.run(value === undefined ? undefined : decimalNumber('<value>', value));
      case 'reset':
        return clock.reset();
      default:
        throw new UsageError(
          `<action> takes get, set, advance, freeze, run, reset, not ${JSON.stringify(action)}`,
        );
    }
  }

  #required(): string {
    if (this.value !== undefined) return this.value;
    throw new UsageError(`mi dev clock ${this.action} needs a value`, {
      hint: '`mi dev clock --help` has examples.',
    });
  }
}

/** Parses a time. A short number is more likely a mistake than a time in 1970. */
function timeOf(text: string): number | string {
  if (/^(0|\d{8,})$/.test(text)) return Number(text);
  if (!/^\d+$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(
    `<value> takes a time such as 2030-01-31T08:00:00Z, or ms since 1970, not ${JSON.stringify(text)}`,
  );
}
