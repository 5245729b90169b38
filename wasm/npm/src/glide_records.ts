// Functions that GLIDE exports beside its clients: between objects and the arrays of
// { key, value } that it calls GlideRecord.

import type { GlideRecord, GlideString, HashDataType, SortedSetDataType } from "./types.js";

/** Whether a value is an array of { key, value } that is not empty. */
export function isGlideRecord(obj?: unknown): boolean {
  const first: unknown = Array.isArray(obj) ? obj[0] : undefined;
  return typeof first === "object" && first !== null && "key" in first && "value" in first;
}

/** The object of pairs whose keys are strings. Pairs within become objects too. */
export function convertGlideRecordToRecord<T>(data: GlideRecord<T>): Record<string, T> {
  const record: Record<string, T> = {};
  for (const { key, value } of data) {
    record[key as string] = withoutPairs(value) as T;
  }
  return record;
}

function withoutPairs(value: unknown): unknown {
  if (isGlideRecord(value)) {
    return convertGlideRecordToRecord(value as GlideRecord<unknown>);
  }
  if (Array.isArray(value) && isGlideRecord(value[0])) {
    return value.map(withoutPairs);
  }
  return value;
}

/** The pairs of an object. */
export function convertRecordToGlideRecord<T>(data: Record<string, T>): GlideRecord<T> {
  return Object.entries(data).map(([key, value]) => ({ key, value }));
}

/** The pairs of an object, or those that are given as such. */
export function convertGlideRecord(keysAndValues: GlideRecord<GlideString> | Record<string, GlideString>): GlideRecord<GlideString> {
  return Array.isArray(keysAndValues) ? keysAndValues : convertRecordToGlideRecord(keysAndValues);
}

/** The pairs of an object whose values are IDs of stream entries, or those that are given as such. */
export function convertKeysAndEntries(record: Record<string, string> | GlideRecord<string>): GlideRecord<string> {
  return Array.isArray(record) ? record : convertRecordToGlideRecord(record);
}

/** The fields of an object with their values, or those that are given as such. */
export function convertFieldsAndValuesToHashDataType(fieldsAndValues: HashDataType | Record<string, GlideString>): HashDataType {
  return Array.isArray(fieldsAndValues) ? fieldsAndValues : Object.entries(fieldsAndValues).map(([field, value]) => ({ field, value }));
}

/** The members of an object with their scores, or those that are given as such. */
export function convertElementsAndScores(membersAndScores: SortedSetDataType | Record<string, number>): SortedSetDataType {
  return Array.isArray(membersAndScores) ? membersAndScores : Object.entries(membersAndScores).map(([element, score]) => ({ element, score }));
}

/** The fields of a reply to info, by their names. */
export function parseInfoResponse(response: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of response.split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0 && !line.startsWith("#")) {
      fields[line.slice(0, at)] = line.slice(at + 1);
    }
  }
  return fields;
}
