// Runs `mi` from its sources, and sends the functions that ran. They are counted from the first import on.
import { startCoverage } from './coverage.mjs';

const coverage = await startCoverage();
const { run } = await import('@mitosislabs/cli');
const code = await run(process.argv.slice(2));
process.send({ code, ran: await coverage.take() }, () => process.exit());
