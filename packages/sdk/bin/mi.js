#!/usr/bin/env node
// The command line is a package of its own; here it comes along with the library.
'use strict';
require('@mitosislabs/cli/mi');
