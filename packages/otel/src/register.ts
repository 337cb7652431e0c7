// `node --import @mitosislabs/otel/register program.js` follows a program that knows nothing of it.
import { instrument } from './instrument.ts';

await instrument();
