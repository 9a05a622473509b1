'use strict';
// Takes an order and ends, as where something ends a thread from outside.
const { exit } = require('node:process');
require('node:worker_threads').parentPort.once('message', () => exit(0));
