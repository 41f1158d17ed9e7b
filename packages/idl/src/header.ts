// The header of the messages of one layout: written, and compared with that of a message that
// arrives. It is three constant words, and the RIID.
//
// What its bytes mean is in `message.ts`. Also here: the texts for faults of messages.

import type { Layout } from './layout.ts'
import { maxMessageHandles, messageFlagError } from './message.ts'

/** The constant words of a header, little endian. */
export interface HeaderWords {
  /** At byte 4: MID and number of handles. */
  readonly ids: number
  /** At byte 8: positions of the first four handles. */
  readonly low: number
  /** At byte 12: positions of the other three, and flags. */
  readonly high: number
}

/** The header of messages of a method; `handles` are byte offsets of handle descriptors. */
export function headerWords(mid: number, handles: readonly number[], flags: number): HeaderWords {
  const ids = (mid | (handles.length << 16)) >>> 0
  // More than `maxMessageHandles` are refused when a message is laid out.
  return {
    ids,
    low: positionWord(handles, 0),
    high: (positionWord(handles, 4) | (flags << 24)) >>> 0,
  }
}

// Four positions, or three, as one word. It is a loop without arrays because layouts are made for
// the messages of thousands of interfaces, and few of them have handles (bench case `idl/parse`).
function positionWord(handles: readonly number[], from: number): number {
  let word = 0
  for (let i = from; i < handles.length && i < from + 4; i++)
    word |= (handles[i]! >>> 3) << (8 * (i - from))
  return word >>> 0
}

/** Writes the header of a message for endpoint `riid`. */
export function putHeader({ header }: Layout, view: DataView, riid: number): void {
  view.setUint32(0, riid, true)
  view.setUint32(4, header.ids, true)
  view.setUint32(8, header.low, true)
  view.setUint32(12, header.high, true)
}

/** Why buffers hold no message of `layout`, as far as sizes and header tell; null if they do. */
export function messageFault(
  layout: Layout,
  view: DataView,
  size: number,
  arena: Uint8Array,
  arenaSize: number,
): string | null {
  const { header } = layout
  if (
    size !== layout.size ||
    size > view.byteLength ||
    view.getUint32(4, true) !== header.ids ||
    view.getUint32(8, true) !== header.low ||
    view.getUint32(12, true) !== header.high
  ) {
    return layoutFault(layout, view, size)
  }
  return arenaSize > arena.length ? `${layout.name}: the buffer is shorter than the arena` : null
}

/** The fault of a parameter: `fault` is the rest of a sentence that starts with its name. */
export function faultOf(layout: Layout, parameter: string, fault: string): string {
  return `${layout.name}: ${parameter}${fault}`
}

/** The fault of reserved bytes between parameters. */
export function reservedFault(layout: Layout, offset: number): string {
  return `${layout.name}: reserved bytes at ${offset} are not zero`
}

/** The fault of references that share bytes. */
export function overlapFault(layout: Layout): string {
  return `${layout.name}: parameters overlap in the arena`
}

/** The first difference of a header from that of `layout`; null if there is none. */
function layoutFault(layout: Layout, view: DataView, size: number): string | null {
  const { name } = layout
  if (size !== layout.size)
    return `${name}: the constant part has ${size} bytes, not ${layout.size}`
  if (size > view.byteLength) return `${name}: the buffer is shorter than the constant part`
  const mid = view.getUint16(4, true)
  if (mid !== layout.mid) return `${name}: the MID is ${mid}, not ${layout.mid}`
  const count = view.getUint16(6, true)
  if (count !== layout.handles.length)
    return `${name}: it carries ${count} handles, not ${layout.handles.length}`
  if (view.getUint8(15) !== layout.flags)
    return `${name}: ${flagsFault(view.getUint8(15), layout.flags)}`
  for (let i = 0; i < maxMessageHandles; i++) {
    const at = view.getUint8(8 + i) * 8
    if (at !== (layout.handles[i] ?? 0))
      return `${name}: position ${i} of the handles is ${at}, not ${layout.handles[i] ?? 0}`
  }
  return null
}

function flagsFault(flags: number, wanted: number): string {
  if ((flags & ~messageFlagError) !== 0) return 'unknown header flags are set'
  return wanted === 0 ? 'it carries error parameters' : 'it carries no error parameters'
}
