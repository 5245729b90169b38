// Measures in Node: node --experimental-websocket node.mjs SETTINGS

import { measure } from "./measure.mjs";

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2]))));
process.exit(); // The WebSocket of Node 20 can miss that it was closed, and then keeps the process.
