#!/usr/bin/env node
import { main } from '../dist/main.js';

// Connections that are kept for later must not keep the process.
process.exit(await main(process.argv.slice(2)));
