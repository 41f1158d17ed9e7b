// The parameters of all functions by their types, read from the sources, and garbage in place of
// each: what the attack on every function passes.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../src/functions')
const openers = '([{<'
const closers = ')]}>'

/** What a function takes, and whether it answers with a promise. */
export interface Signature {
  readonly types: readonly string[]
  readonly isPromise: boolean
}

/** The signature of every function of `posix`, as the sources declare them. */
export function signatures(): Map<string, Signature> {
  const found = new Map<string, Signature>()
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), 'utf8')
    for (const match of source.matchAll(/readonly (\w+): (?:<[^>]*>)?\(/g))
      if (!found.has(match[1] as string))
        found.set(match[1] as string, signatureOf(source, match.index + match[0].length))
  }
  return found
}

// The declared types between an opened parenthesis and its end.
function signatureOf(source: string, start: number): Signature {
  const parts: string[] = []
  let depth = 0
  let part = ''
  let at = start
  for (; ; at++) {
    const each = source[at] as string
    const isArrow = each === '>' && source[at - 1] === '='
    if (closers.includes(each) && !isArrow && --depth < 0) break
    if (openers.includes(each)) depth++
    if (each !== ',' || depth > 0) part += each
    else part = (parts.push(part), '')
  }
  if (part.trim() !== '') parts.push(part)
  const types = parts.map((each) => (each.split(/:(.*)/s)[1] ?? '').replace(/\s+/g, ' ').trim())
  return { types, isPromise: /^\)\s*=>\s*Promise</.test(source.slice(at, at + 40)) }
}

/** Thrown by the garbage whose code nobody should run, or whose fault nobody should see. */
export class Trap extends Error {}

const trap = (): never => {
  throw new Trap('code of an argument')
}
const traps: ProxyHandler<object> = {
  get: trap,
  set: trap,
  has: trap,
  getPrototypeOf: trap,
  ownKeys: trap,
  getOwnPropertyDescriptor: trap,
  defineProperty: trap,
  isExtensible: trap,
}

class OddBytes extends Uint8Array {
  override subarray = trap
  override set = trap
  override slice = trap
  override fill = trap
  override copyWithin = trap
}
Object.defineProperty(OddBytes.prototype, 'length', { get: trap })
Object.defineProperty(OddBytes.prototype, 'byteLength', { get: trap })
class LongBytes extends Uint8Array {
  // oxlint-disable-next-line class-methods-use-this
  override get length(): number {
    return 2 ** 31
  }
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(8)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

interface Resizing {
  readonly resize: (length: number) => void
}

function shrunk(): Uint8Array {
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => Resizing
  const buffer = new Resizable(8, { maxByteLength: 16 })
  const bytes = new Uint8Array(buffer as unknown as ArrayBuffer, 4, 4)
  buffer.resize(2)
  return bytes
}

/** A record of the class of another, all of whose fields throw. */
export function trapped(record: object): object {
  const made = Object.create(Object.getPrototypeOf(record)) as object
  for (const name of Object.keys(record))
    Object.defineProperty(made, name, { get: trap, set: trap, enumerable: true })
  return made
}

/** What is no argument of anything. */
export const garbage: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => NaN,
  '-1': () => -1,
  '-0': () => -0,
  half: () => 0.5,
  '2^31': () => 2 ** 31,
  '-2^31-1': () => -(2 ** 31) - 1,
  '2^53': () => 2 ** 53,
  '1e300': () => 1e300,
  Infinity: () => Infinity,
  bigint: () => 2n ** 70n,
  empty: () => '',
  long: () => 'x'.repeat(70_000),
  nul: () => 'a\0b',
  surrogate: () => '\ud800',
  format: () => '%s%n%2147483647d%*d%$',
  true: () => true,
  symbol: () => Symbol('s'),
  function: () => () => 0,
  'throwing function': () => trap,
  object: () => ({}),
  'null prototype': () => Object.create(null) as object,
  array: () => [],
  'long array': () => ({ length: 2 ** 53 }),
  'throwing array': () => Object.defineProperty([1, 2], 0, { get: trap, set: trap }),
  'throwing conversions': () => ({
    toString: trap,
    valueOf: trap,
    [Symbol.toPrimitive]: trap,
    [Symbol.iterator]: trap,
  }),
  'throwing fields': () =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        ['length', 'value', 'tv_sec', 'tv_nsec', 'tv_usec', 'buffer', 'then'].map((name) => [
          name,
          { get: trap, set: trap },
        ]),
      ),
    ),
  proxy: () => new Proxy({}, traps),
  'proxy of a function': () => new Proxy(() => 0, traps),
  'proxy of bytes': () => new Proxy(new Uint8Array(8), {}),
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'detached bytes': detached,
  'shrunk bytes': shrunk,
  'shared bytes': () => new Uint8Array(new SharedArrayBuffer(8)),
  'no bytes': () => Object.create(Uint8Array.prototype) as object,
  'odd bytes': () => new OddBytes(8),
  'long bytes': () => new LongBytes(8),
  'own length': () => Object.defineProperty(new Uint8Array(8), 'length', { get: trap }),
  'data view': () => new DataView(new ArrayBuffer(8)),
  'no numbers': () => Object.create(Int32Array.prototype) as object,
}
