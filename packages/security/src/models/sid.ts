// Security ids (SIDs): the numbers by which policies know processes and resources.

/** A SID: an integer from 1 to 2^53 - 1. */
export type Sid = number | bigint

/** The argument of rules about one SID: `{sid: src_sid}`. */
export interface SidArgument {
  readonly sid: Sid
}

/** The SID as a number; 0, which is no SID, if it is out of range. */
export function readSid(sid: unknown): number {
  const number = typeof sid === 'bigint' ? Number(sid) : sid
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : 0
}
