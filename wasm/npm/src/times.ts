// Times as commands take them: for how long, or until when.

import { type Word, integer, objectOf, oneOf } from "./command.js";
import { TimeUnit } from "./enums.js";
import { ConfigurationError } from "./errors.js";

const timeUnits = Object.values(TimeUnit);

/** The words of an expiry: its unit, and how many of it. */
export function expiryWords<Name extends string>(expiry: { type: TimeUnit } & Record<Name, number>, what: string, count: Name): Word[] {
  objectOf(expiry, what, ["type", count]);
  return [oneOf(expiry.type, `${what}.type`, timeUnits), integer(expiry[count], `${what}.${count}`)];
}

/** A point in time in seconds since 1970. A Date is taken if nothing of it is lost. */
export function unixSeconds(time: number | Date, what: string): Word {
  if (!(time instanceof Date)) {
    return integer(time, what);
  }
  const milliseconds = Number(unixMilliseconds(time, what));
  if (milliseconds % 1000 !== 0) {
    throw new ConfigurationError(`${what}: must be a whole second; use the command in milliseconds for this Date, or round it`);
  }
  return String(milliseconds / 1000);
}

/** A point in time in milliseconds since 1970. */
export function unixMilliseconds(time: number | Date, what: string): Word {
  if (!(time instanceof Date)) {
    return integer(time, what);
  }
  if (Number.isNaN(time.getTime())) {
    throw new ConfigurationError(`${what}: is an invalid Date`);
  }
  return String(time.getTime());
}
