// The examples below the console: what the button says, and the lines that it runs.

export const examples = [
  { name: "String", lines: ['SET greeting "hello from the browser"', "GET greeting"] },
  { name: "Hash", lines: ["HSET user:1 name Ada born 1815 field mathematics", "HGETALL user:1"] },
  { name: "Sorted set", lines: ["ZADD peaks 4808.7 Blanc 4634 Rosa 4478 Cervino", "ZRANGE peaks 0 -1 WITHSCORES"] },
  { name: "Stream", lines: ["XADD ascents * peak Blanc year 1786", "XRANGE ascents - + COUNT 3"] },
  { name: "Expiry", lines: ['SET session:ada "gone in ten seconds" EX 10', "TTL session:ada"] },
  { name: "Blocking", lines: ["BLPOP jobs 10", 'RPUSH jobs "the pop above waited for this"'] },
  { name: "Binary", lines: ['SET bytes "\\x00\\xff\\x10 and text"', "GET bytes"] },
  { name: "Error", lines: ['SET greeting "a string"', "LPUSH greeting item"] },
  { name: "Lua", lines: ["EVAL \"return {1, 'two', {3, false}}\" 0"] },
];
