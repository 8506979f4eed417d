#!/usr/bin/env node
'use strict';
// `npx smarketing …` in a checkout: the bootstrap sees to Node, dependencies and build, then runs the command line.
process.argv.splice(2, 0, 'smarketing.mjs');
require('../../../scripts/bootstrap.cjs');
