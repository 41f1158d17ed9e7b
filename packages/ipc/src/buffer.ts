// Buffers of processes are hostile: resized, detached, faked, subclassed, grown under a parked
// receiver. Everything here goes through intrinsics captured when this module was loaded, so that
// nothing a program defines on its arrays is ever called.
//
// Bytes are copied, never kept. How a message is delivered is in `message-transfer.ts`.

type Bytes = Uint8Array

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
const getterOf = (name: PropertyKey): ((array: unknown) => unknown) => {
  const { get } = Object.getOwnPropertyDescriptor(typedArray, name) as {
    get: (this: unknown) => unknown
  }
  return Function.prototype.call.bind(get) as (array: unknown) => unknown
}
const tagOf = getterOf(Symbol.toStringTag) as (array: unknown) => string | undefined
const lengthOf = getterOf('length') as (array: Bytes) => number
const bufferOf = getterOf('buffer') as (array: Bytes) => ArrayBuffer
const offsetOf = getterOf('byteOffset') as (array: Bytes) => number
const setInto = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(typedArray, 'set')?.value as (
    this: Bytes,
    source: Bytes,
    at?: number,
  ) => void,
) as (target: Bytes, source: Bytes, at?: number) => void

const memory = Object.getOwnPropertyDescriptors(ArrayBuffer.prototype) as {
  readonly [name: string]: PropertyDescriptor
}
// Whether memory can be resized. Throws for shared memory; where buffers can't be resized
// `byteLength` does the same, and is never true.
const isResizable = (memory['resizable'] ?? memory['byteLength']) as {
  readonly get: () => boolean | number
}

/** An array of no bytes: the arena of a message that has none. */
export const noBytes: Uint8Array = new Uint8Array(0)

/**
 * True for a genuine Uint8Array, whatever its prototype says; false for everything else. Never
 * throws.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return tagOf(value) === 'Uint8Array'
}

/** The length in bytes as it is now; 0 if the buffer was detached. */
export function byteLength(bytes: Uint8Array): number {
  return lengthOf(bytes)
}

/**
 * A buffer of a process: what a message is sent from, or received into. What was found out about
 * the array is kept for as long as the same one is used, because asking it by captured intrinsics
 * costs as much as copying a small message (bench case `ipc/round-trip`).
 */
export class MessageBuffer {
  bytes: Uint8Array = noBytes
  /**
   * Over the bytes, if nobody can change them while the kernel works; null if the memory is shared
   * or can be resized, and if there are no bytes.
   */
  view: DataView | null = null
  /** The length of an array whose length is fixed; 0 if it must be asked for each time. */
  #fixedLength = 0
  #part: Uint8Array = noBytes
  #partLength = 0

  /** From now on the buffer is `bytes`, which is genuine. */
  use(bytes: Uint8Array): void {
    if (bytes !== this.bytes) this.#examine(bytes)
  }

  /**
   * How many bytes there are now; 0 if the buffer was detached. An array of fixed length that is
   * not shared can only be detached, and then has no first byte.
   */
  get size(): number {
    const { bytes } = this
    return this.#fixedLength > 0 && bytes[0] !== undefined ? this.#fixedLength : lengthOf(bytes)
  }

  /**
   * The first `size` bytes as `ownView` gives them; there are as many. The last such part is kept,
   * because making one costs as much as copying some hundred bytes (`ipc/64KiB`).
   */
  part(size: number): Uint8Array {
    if (this.#fixedLength === 0) return ownView(this.bytes, size)
    if (size !== this.#partLength) {
      this.#part = ownView(this.bytes, size)
      this.#partLength = size
    }
    return this.#part
  }

  #examine(bytes: Uint8Array): void {
    const length = hasFixedLength(bytes) ? lengthOf(bytes) : 0
    this.bytes = bytes
    this.#fixedLength = length
    this.view = length > 0 ? new DataView(bufferOf(bytes), offsetOf(bytes), length) : null
    this.#part = noBytes
    this.#partLength = 0
  }
}

function hasFixedLength(bytes: Uint8Array): boolean {
  try {
    return Reflect.apply(isResizable.get, bufferOf(bytes), []) !== true
  } catch {
    // Shared memory.
    return false
  }
}

/** Up to this many bytes a loop beats the two objects that a copy of a part of an array costs. */
export const maxLoopedBytes = 48

/**
 * The first `size` bytes as an array of our own: one that has nothing but what every array has, so
 * that code which knows nothing of hostile arrays may read it. `bytes` is genuine and at least as
 * long.
 */
export function ownView(bytes: Uint8Array, size: number): Uint8Array {
  return new Uint8Array(bufferOf(bytes), offsetOf(bytes), size)
}

/** Copies all of `source`. Both arrays are genuine, and `target` is at least as long. */
export function copyAll(target: Uint8Array, source: Uint8Array): void {
  setInto(target, source)
}

/** Copies the first `size` bytes. Both arrays are genuine and at least as long. */
export function copyBytes(target: Uint8Array, source: Uint8Array, size: number): void {
  // What is shorter than this is copied before an intrinsic has said how long the array is.
  if (size <= 16) for (let i = 0; i < size; i++) target[i] = source[i] as number
  else if (size === lengthOf(source)) setInto(target, source)
  else if (size <= maxLoopedBytes) for (let i = 0; i < size; i++) target[i] = source[i] as number
  else setInto(target, ownView(source, size))
}
