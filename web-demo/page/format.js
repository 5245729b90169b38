// Numbers as people read them.

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count, with its thousands apart: 12,345. */
export function count(n) {
  return grouped.format(n);
}

/** A count with its noun: 1 element, 2 elements. */
export function counted(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** A time given in milliseconds, with three significant digits. */
export function milliseconds(ms) {
  if (ms >= 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

/** A size given in bytes, in the units that people know. */
export function bytes(n) {
  if (n < 1000) {
    return `${Math.round(n)} B`;
  }
  return n < 1_000_000 ? `${(n / 1000).toFixed(0)} kB` : `${(n / 1_000_000).toFixed(2)} MB`;
}

/** A text of at most so many characters, and a sign where it was longer. */
export function cut(text, longest) {
  return text.length <= longest ? text : `${text.slice(0, longest)}\u2026`;
}

/** How long something still lives, given in milliseconds, in one unit. */
export function remaining(ms) {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const [size, unit] = [[86_400, "d"], [3600, "h"], [60, "min"]].find(([size]) => seconds >= 2 * size) ?? [1, "s"];
  return `${count(Math.floor(seconds / size))} ${unit}`;
}

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** The time of the day of a Date: 17:04:09. */
export function timeOfDay(date) {
  return clock.format(date);
}
