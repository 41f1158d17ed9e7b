// The part of the generated code that the case idl/codec uses.

/** A reading, as protobufjs has it. */
export interface Reading {
  sensor: number
  channel: number
  time: number
  low: number
  high: number
  flags: number
  name: string
  raw: Uint8Array
}

/** Writes and reads readings. */
export const Reading: {
  encode(message: Reading): { finish(): Uint8Array }
  decode(bytes: Uint8Array): Reading
}
