// The command `mitosis-acp` from its sources.
import { run } from '../src/command.ts';

process.exitCode = await run(process.argv.slice(2));
