import type { Control, LimitChanges } from '@mitosislabs/emulator/control';
import { Command, Option } from 'clipanion';
import { DevCommand } from '../../command/DevCommand.ts';
import { decimalNumber, wholeNumber } from '../../command/numbers.ts';
import { UsageError } from '../../errors/UsageError.ts';
import { duration } from '../../operations/values.ts';

/** The names of prices. */
const PRICES = ['hire', 'message', 'task', 'coreHour'];

/** `mi dev limits` */
export class DevLimits extends DevCommand {
  static override usage = Command.Usage({
    description: 'Show or change the limits of `mi dev`.',
    details: `The limits are those of hires, the credits of a new office, and the time that an agent is provisioning.`,
    examples: [
      ['Show them', 'mi dev limits'],
      ['A thousand hires an hour', 'mi dev limits --hires 1000 --window 1h'],
      [
        'Free work, in a new office of 10 credits',
        'mi dev limits --price task=0 --price hire=0 --initial-credits 10',
      ],
    ],
  });

  hires = Option.String('--hires', { description: 'hires in one office within the window' });
  window = Option.String('--window', { description: 'the window of hires, such as 10m' });
  price = Option.Array('--price', {
    description: `a price, such as task=3; of ${PRICES.join(', ')}; repeatable`,
  });
  initialCredits = Option.String('--initial-credits', { description: 'the credits of a new office' });
  readyAfter = Option.String('--ready-after', {
    description: 'how long an agent is provisioning, such as 5s',
  });

  protected async act(control: Control): Promise<void> {
    const changes = this.#changes();
    const limits =
      Object.keys(changes).length === 0 ? await control.limits() : await control.setLimits(changes);
    const { hireLimit, prices } = limits;
    await this.out.fields(limits, {
      hires: `${hireLimit.count} in ${hireLimit.windowMs / 1000} s`,
      prices: Object.entries(prices)
        .map(([name, price]) => `${name} ${price}`)
        .join(', '),
      'initial credits': limits.initialCredits,
      'ready after': `${limits.readyAfterMs} ms`,
    });
  }

  #changes(): LimitChanges {
    const count = wholeNumber('--hires', this.hires);
    const windowMs = this.window === undefined ? undefined : duration('--window', this.window);
    const prices = (this.price ?? []).map((pair) => {
      const [, name = '', value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
      if (value === undefined || !PRICES.includes(name)) {
        throw new UsageError(
          `--price takes a price such as task=3, of ${PRICES.join(', ')}, not ${JSON.stringify(pair)}`,
        );
      }
      return [name, decimalNumber(`--price ${name}`, value)] as const;
    });
    return {
      ...((count !== undefined || windowMs !== undefined) && {
        hireLimit: { ...(count !== undefined && { count }), ...(windowMs !== undefined && { windowMs }) },
      }),
      ...(prices.length > 0 && { prices: Object.fromEntries(prices) }),
      ...(this.initialCredits !== undefined && {
        initialCredits: decimalNumber('--initial-credits', this.initialCredits),
      }),
      ...(this.readyAfter !== undefined && { readyAfterMs: duration('--ready-after', this.readyAfter) }),
    };
  }
}
