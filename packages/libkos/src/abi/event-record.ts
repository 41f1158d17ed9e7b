// Notifications that system calls answer: records of 12 bytes in an `out` buffer, one after the
// other. The number of records is a result of the call.
//
// A record has three unsigned 32-bit integers, little endian: the id of the entry, a token; its
// value, a mask of events or a count; and 1 if the entry is gone.

/** Bytes of a record. */
export const eventRecordSize = 12

const valueOffset = 4
const isLastOffset = 8

/**
 * Writes the record number `index`. Writes nothing past the end of a buffer that shrank meanwhile.
 */
export function writeEventRecord(
  bytes: Uint8Array,
  index: number,
  id: number,
  value: number,
  isLast: boolean,
): void {
  const at = index * eventRecordSize
  writeUint32(bytes, at, id)
  writeUint32(bytes, at + valueOffset, value)
  writeUint32(bytes, at + isLastOffset, isLast ? 1 : 0)
}

// Assignments to indices that an array does not have do nothing; a DataView would throw.
function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
}

/** Reads the records of a buffer, one by one, and gives them to `accept`. */
export function readEventRecords(
  bytes: Uint8Array,
  count: number,
  accept: (id: number, value: number, isLast: boolean) => void,
): void {
  for (let at = 0; at < count * eventRecordSize; at += eventRecordSize) {
    const isLast = readUint32(bytes, at + isLastOffset) !== 0
    accept(readUint32(bytes, at), readUint32(bytes, at + valueOffset), isLast)
  }
}

// A DataView would need the buffer of a small array, which V8 makes only when it is asked for (bench
// case `bus/process`).
function readUint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
  return (low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0
}
