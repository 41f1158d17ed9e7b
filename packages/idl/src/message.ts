// The wire layout of a message's constant part: the header, and the descriptors of the handles in
// it.
//
// Little endian. RIID u32 @0, MID u16 @4, handle count u16 @6, then eight bytes @8: the positions
// of up to seven handle descriptors in units of 8 bytes, unused ones zero, and a byte of flags. So
// handles can be moved without knowing the interface. Plain byte arithmetic on Uint8Array, because
// a kernel does this on every call; missing bytes read as zero. Parameters are not here:
// `layout.ts` says where they lie.

/** Bytes of the header; parameters begin here. */
export const messageHeaderSize = 16
/** The constant part is a multiple of this, in bytes; handle positions count in it. */
export const messageUnit = 8
/** Most handles a message carries. */
export const maxMessageHandles = 7
/** Largest byte offset of a handle descriptor: 255 units, which one byte of a header can say. */
export const maxHandlePosition = 2040
/** Header flag: this response carries error parameters in place of the out parameters. */
export const messageFlagError = 1
/** Bytes of a handle descriptor: handle, rights, badge, flags, u32 each. */
export const handleDescriptorSize = 16
/**
 * Descriptor flag, set by the kernel on delivery: the handle was dereferenced, `badge` is the
 * provider's context.
 */
export const handleFlagDereferenced = 1
/**
 * Descriptor flag, set by the sender: transfer with all the rights the handle has; the rights field
 * is zero.
 */
export const handleFlagAllRights = 2

const positionsOffset = 8
const flagsOffset = 15

/** RIID of the endpoint the message is for. */
export function messageRiid(bytes: Uint8Array): number {
  return readUint32(bytes, 0)
}

/** MID of the method the message belongs to. */
export function messageMid(bytes: Uint8Array): number {
  return bytes[4]! | (bytes[5]! << 8)
}

/**
 * The number of handles the message says it carries; compare it with `maxMessageHandles` or use
 * `headerFault` first.
 */
export function messageHandleCount(bytes: Uint8Array): number {
  return bytes[6]! | (bytes[7]! << 8)
}

/** Byte offset of handle descriptor `index` (0..6) in the constant part. */
export function handlePosition(bytes: Uint8Array, index: number): number {
  return bytes[positionsOffset + index]! << 3
}

/** Whether the message is a response that carries error parameters. */
export function isErrorResponse(bytes: Uint8Array): boolean {
  return (bytes[flagsOffset]! & messageFlagError) !== 0
}

/**
 * Writes the header. `handles` are byte offsets of handle descriptors: multiples of 8 below 2048,
 * at most 7 of them.
 */
export function writeHeader(
  bytes: Uint8Array,
  riid: number,
  mid: number,
  handles: readonly number[],
  flags: number,
): void {
  writeUint32(bytes, 0, riid)
  bytes[4] = mid
  bytes[5] = mid >>> 8
  bytes[6] = handles.length
  bytes[7] = 0
  for (let i = 0; i < maxMessageHandles; i++)
    bytes[positionsOffset + i] = i < handles.length ? handles[i]! >>> 3 : 0
  bytes[flagsOffset] = flags
}

/** The handle in the descriptor at byte offset `at`. */
export function descriptorHandle(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at)
}

/** The mask of rights in the descriptor at byte offset `at`. */
export function descriptorRights(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 4)
}

/**
 * The badge in the descriptor at byte offset `at`: a handle when sent, a token of the provider when
 * received.
 */
export function descriptorBadge(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 8)
}

/** The flags in the descriptor at byte offset `at`. */
export function descriptorFlags(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 12)
}

/** Writes the descriptor at byte offset `at`. */
export function writeDescriptor(
  bytes: Uint8Array,
  at: number,
  handle: number,
  rights: number,
  badge: number,
  flags: number,
): void {
  writeUint32(bytes, at, handle)
  writeUint32(bytes, at + 4, rights)
  writeUint32(bytes, at + 8, badge)
  writeUint32(bytes, at + 12, flags)
}

/**
 * The fault of the header of a constant part of `size` bytes, or null. For code that moves
 * handles without knowing the interface: if it is null, every `handlePosition` below the handle
 * count is that of a whole descriptor, and no two overlap.
 */
export function headerFault(bytes: Uint8Array, size: number): string | null {
  if (size < messageHeaderSize || size > bytes.length)
    return 'the constant part is shorter than its header or its size'
  if (size % messageUnit !== 0) return 'the size of the constant part is not a multiple of 8'
  if ((bytes[flagsOffset]! & ~messageFlagError) !== 0) return 'unknown header flags are set'
  const count = messageHandleCount(bytes)
  if (count > maxMessageHandles) return `it carries more than ${maxMessageHandles} handles`
  let free = messageHeaderSize
  for (let i = 0; i < maxMessageHandles; i++) {
    const at = handlePosition(bytes, i)
    if (i >= count) {
      if (at !== 0) return 'an unused handle position is not zero'
      continue
    }
    if (at < free) return 'handle positions are not in order or overlap'
    free = at + handleDescriptorSize
    if (free > size) return 'a handle position lies outside the constant part'
  }
  return null
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  )
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
}
