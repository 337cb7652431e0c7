#!/usr/bin/env node
import '@mitosislabs/cli/mi';
