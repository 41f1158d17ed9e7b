// Buffers as a hostile process makes them: resized, detached, shared, and arrays that answer for
// themselves.

interface Resizable {
  readonly memory: ArrayBuffer
  readonly resize: (size: number) => void
}

/** Memory of `size` bytes that can take any size up to `most`. */
export function resizable(size: number, most: number): Resizable {
  const memory = Reflect.construct(ArrayBuffer, [size, { maxByteLength: most }]) as ArrayBuffer &
    Resizable
  return { memory, resize: (to) => memory.resize(to) }
}

/** Takes the memory of an array away; its length is 0 then. */
export function detach(array: Uint8Array): void {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] })
}

export const sentinel = 0xa5

/** An array in the middle of memory that must stay as it is. */
export class Framed {
  readonly array: Uint8Array
  readonly #whole: Uint8Array
  readonly #start: number

  constructor(
    content: Uint8Array | number,
    memory?: ArrayBuffer | SharedArrayBuffer,
    shape = Uint8Array,
  ) {
    const size = typeof content === 'number' ? content : content.length
    const buffer = memory ?? new ArrayBuffer(size + 128)
    this.#start = 64
    this.#whole = new Uint8Array(buffer)
    this.#whole.fill(sentinel)
    this.array = new shape(buffer as ArrayBuffer, this.#start, size)
    if (typeof content !== 'number') this.#whole.set(content, this.#start)
  }

  /** The bytes of the array, whatever it says of itself. */
  content(size: number): Uint8Array {
    return this.#whole.slice(this.#start, this.#start + size)
  }

  /** True if nothing but the first `size` bytes of the array was written. */
  isIntactBeyond(size: number): boolean {
    return this.#whole.every(
      (byte, at) => byte === sentinel || (at >= this.#start && at < this.#start + size),
    )
  }
}

/** What hostile arrays were asked. Stays empty as long as nobody runs the code of a process. */
export const asked: string[] = []

/** An array class all of whose members tell that they were asked, and lie. */
export class Trap extends Uint8Array {
  static get [Symbol.species](): typeof Uint8Array {
    asked.push('species')
    return Uint8Array
  }
}

const members = Object.getOwnPropertyDescriptors(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
)
const names: PropertyKey[] = Reflect.ownKeys(members).concat(
  Reflect.ownKeys(Object.prototype),
  'then',
  'toJSON',
  'BYTES_PER_ELEMENT',
)
const tell = (name: PropertyKey) => ({
  get: (): unknown => {
    asked.push(String(name))
    return 3
  },
  set: () => void asked.push(`set ${String(name)}`),
})
for (const name of names)
  Object.defineProperty(Trap.prototype, name, { ...tell(name), configurable: true })

/** An ordinary array with members of its own that tell that they were asked, and lie. */
export function shadowed(array: Uint8Array): Uint8Array {
  for (const name of [
    'length',
    'byteLength',
    'byteOffset',
    'buffer',
    'set',
    'subarray',
    'slice',
    'constructor',
    Symbol.toStringTag,
  ]) {
    Object.defineProperty(array, name, tell(name))
  }
  return array
}
