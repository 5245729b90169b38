// Times as commands take them: for how long, or until when.

import { type Word, integer, objectOf, oneOf } from "./command.js";
import { TimeUnit } from "./enums.js";
import { ConfigurationError } from "./errors.js";
import type { Integer } from "./types.js";

const timeUnits = Object.values(TimeUnit);

/** The words of an expiry: its unit, and how many of it. Until when may be a Date. */
export function expiryWords<Name extends string>(expiry: { type: TimeUnit } & Record<Name, number | Date>, what: string, count: Name): Word[] {
  objectOf(expiry, what, ["type", count]);
  const type = oneOf(expiry.type, `${what}.type`, timeUnits);
  const [time, whatTime] = [expiry[count], `${what}.${count}`];
  switch (type) {
    case TimeUnit.UnixSeconds:
      return [type, unixSeconds(time, whatTime)];
    case TimeUnit.UnixMilliseconds:
      return [type, unixMilliseconds(time, whatTime)];
    default:
      return [type, integer(time as number, whatTime)];
  }
}

/** A point in time in seconds since 1970. A Date is taken if nothing of it is lost. */
export function unixSeconds(time: Integer | Date, what: string): Word {
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
export function unixMilliseconds(time: Integer | Date, what: string): Word {
  if (!(time instanceof Date)) {
    return integer(time, what);
  }
  if (Number.isNaN(time.getTime())) {
    throw new ConfigurationError(`${what}: is an invalid Date`);
  }
  return String(time.getTime());
}
