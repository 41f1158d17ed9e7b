// Arguments for raw system calls, drawn by the kinds of the contract: right ones, edges, what other
// processes hold, and values of other kinds, some of which run code when they are looked at.

import { handlePosition, writeDescriptor } from '@kos/idl'
import { type Kind, maxStringLength, type Syscall } from '@kos/libkos/abi'
import { Lights } from '../lights.ts'
import { detached, type Resizable, resizable, subclassed, wrongKinds } from '../misbehaving.ts'
import type { Held } from './capability-record.ts'
import { likelyType, plausibleFor } from './plausible-values.ts'
import type { Random } from './random.ts'
import { isEnough } from './requirements.ts'

/** What a process knows when it makes an argument. */
export interface Knowledge {
  readonly random: Random
  /** Results of its calls: handles, thread ids, addresses. */
  readonly numbers: readonly number[]
  /** The last of them by the name of the result. */
  readonly named: ReadonlyMap<string, readonly number[]>
  /** Tokens of routines for new threads. */
  readonly routines: number[]
  /** Handles that it holds. */
  readonly own: () => readonly Held[]
  /** Handles that another process holds. */
  readonly foreign: () => readonly Held[]
  /** What code in an argument does when it is looked at. */
  readonly lookedAt: () => void
}

const edges = [
  0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 31, 32, 63, 64, 128, 255, 4096, 8192, 0xffff,
  0x10000, 0x10001, 0x1ffff, 0x20000, 0xf0000, 0x7fff_ffff, 0x8000_0000, 0xffff_0000, 0xffff_fffe,
  0xffff_ffff,
]
const signedEdges = [0, 0, 0, 1, -1, -1, -2, -3, -5, -100, 15, 31, 32, 2 ** 31 - 1, -(2 ** 31)]
const longEdges = [
  0,
  0,
  0,
  1,
  4095,
  4096,
  8192,
  65_536,
  2 ** 20,
  2 ** 31,
  2 ** 32 - 4096,
  2 ** 32,
  2 ** 46,
  2 ** 47 - 4096,
  2 ** 47,
  2 ** 48,
  Number.MAX_SAFE_INTEGER - 4095,
  Number.MAX_SAFE_INTEGER,
]
const texts = [
  'lights',
  'peer',
  'served',
  'H0',
  'H1',
  'H2',
  'Server',
  'ns',
  'Bystander',
  'demo.Lights',
  'witness',
  '',
  'a\nb',
  '\0',
  '__proto__',
  'constructor',
  '\ud800',
  'x\udfff',
  'x'.repeat(1024),
  'x'.repeat(1025),
  'x'.repeat(maxStringLength),
]

/** The arguments of a call. */
export function drawArguments(syscall: Syscall, knowledge: Knowledge): unknown[] {
  const args: unknown[] = []
  for (const [param, kind] of syscall.params) {
    const value =
      kind === 'handle' && knowledge.random.below(8) > 0
        ? drawFitting(syscall, param, args, knowledge)
        : draw(param, kind, knowledge)
    args.push(value)
  }
  return args
}

function draw(param: string, kind: Kind, knowledge: Knowledge): unknown {
  const { random } = knowledge
  const way = random.below(64)
  if (way < 2) return random.of(wrongKinds[kind])[1]
  if (way === 2) return alive(random, knowledge.lookedAt)
  if (way < 48) {
    const known = knowledge.named.get(param)
    if (known !== undefined && random.below(4) > 0) return random.of(known)
    // The token of a routine serves once.
    if (param === 'entry') return knowledge.routines.pop() ?? 0
    const likely = plausibleFor(param, random)
    if (likely !== undefined) return likely
  }
  return ofKind[kind](knowledge)
}

// A handle that has the right, if one of some is found: each type of object as often as the others.
function drawFitting(
  syscall: Syscall,
  param: string,
  args: readonly unknown[],
  { random, own }: Knowledge,
): number {
  const all = own()
  const likely = random.below(4) > 0 ? likelyType(syscall.name, param) : undefined
  const types = likely === undefined ? [...new Set(all.map(({ object }) => object.type))] : [likely]
  const isOptional = /^(badge|copyBadge|syncHandle|listener)$/.test(param)
  if (isOptional && random.oneIn(2)) return 0
  let handle = 0
  for (let i = 0; i < 6; i++) {
    const type = random.of(types)
    const held = random.of(all.filter(({ object }) => object.type === type))
    if (held === undefined) break
    handle = held.handle
    if (isEnough(syscall, param, held.rights, args) && held.state === 'live') return handle
  }
  return handle
}

const ofKind: Readonly<Record<Kind, (knowledge: Knowledge) => unknown>> = {
  handle: drawHandle,
  u32: ({ random, numbers }) =>
    random.oneIn(4) ? (random.of(numbers) ?? 0) >>> 0 : random.of(edges),
  i32: ({ random }) => (random.oneIn(8) ? random.bits() | 0 : random.of(signedEdges)),
  f64: ({ random, numbers }) =>
    random.oneIn(3) ? (random.of(numbers) ?? 0) : random.of(longEdges),
  str: ({ random }) => random.of(texts),
  in: drawMessage,
  out: drawRoom,
}

function drawHandle({ random, numbers, own, foreign }: Knowledge): number {
  const way = random.below(12)
  if (way === 0) return 0
  if (way === 1) return random.bits()
  if (way === 2) return random.of(foreign())?.handle ?? 1
  // Of a call before: it may be closed by now.
  if (way === 3) return (random.of(numbers) ?? 0) >>> 0
  const handle = random.of(own())?.handle ?? 0
  // Another generation, or another index.
  return way === 4 ? (handle ^ (1 << random.below(31))) >>> 0 : handle
}

function drawMessage(knowledge: Knowledge): Uint8Array {
  const { random } = knowledge
  const way = random.below(12)
  if (way < 5) return drawRequest(knowledge)
  if (way < 8) return drawResponse(knowledge)
  if (way === 8) return lamp(random)
  return drawRoom(knowledge)
}

/** A request of Lend. */
export function drawRequest(knowledge: Knowledge): Uint8Array {
  return lend(Lights.Lend.request, 'lamp', knowledge)
}

/** A response that fits its request, if that was Lend. */
export function drawResponse(knowledge: Knowledge): Uint8Array {
  return lend(Lights.Lend.response, 'back', knowledge)
}

function drawRoom({ random }: Knowledge): Uint8Array {
  const way = random.below(16)
  if (way === 0) return new Uint8Array(0)
  if (way === 1) return detached()
  if (way === 2) return new Uint8Array(new SharedArrayBuffer(128))
  if (way === 3) return subclassed(128)
  if (way === 4) return new Uint8Array(new ArrayBuffer(256), random.below(128), 96)
  if (way === 5) return new Uint8Array(random.below(64))
  if (way === 6) return filled(random, 64)
  if (way === 7) {
    const { bytes, buffer } = resizable(128)
    if (random.oneIn(2)) buffer.resize(random.below(256))
    return bytes
  }
  return new Uint8Array(128)
}

function filled(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => random.below(256))
}

/** Changes a buffer, which a call that waits may have: other bytes, fewer, or none any more. */
export function disturb(bytes: Uint8Array | undefined, random: Random): void {
  if (bytes === undefined) return
  const buffer = bufferOf(bytes)
  const way = random.below(4)
  if (way === 0 && buffer.resizable === true) buffer.resize?.(random.below(64))
  else if (way === 1 && !(buffer instanceof SharedArrayBuffer) && buffer.byteLength > 0)
    structuredClone(null, { transfer: [buffer] })
  else for (let i = 0; i < 16; i++) bytes[random.below(64)] = random.below(256)
}

// Some of the arrays have a getter of their own, which throws.
const genuine = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  'buffer',
) as { readonly get: () => unknown }

function bufferOf(bytes: Uint8Array): Partial<Resizable> & ArrayBuffer {
  return Reflect.apply(genuine.get, bytes, []) as Partial<Resizable> & ArrayBuffer
}

interface Layout {
  readonly size: number
  readonly encode: (value: never, riid: number, view: DataView, arena: Uint8Array) => number
}

// A message with a handle: its own, or whatever a handle may be here, with some rights and a badge.
function lend({ size, encode }: Layout, name: string, knowledge: Knowledge): Uint8Array {
  const { random } = knowledge
  const bytes = new Uint8Array(size)
  encode({ [name]: 1 } as never, 0, new DataView(bytes.buffer), new Uint8Array(0))
  const rights = random.oneIn(3) ? random.bits() : 0
  const flags = random.oneIn(8) ? random.below(4) : rights === 0 ? 2 : 0
  const badge = random.oneIn(6) ? drawHandle(knowledge) : 0
  writeDescriptor(bytes, handlePosition(bytes, 0), drawHandle(knowledge), rights, badge, flags)
  if (random.oneIn(20)) bytes[random.below(size)] = random.below(256)
  return bytes
}

function lamp(random: Random): Uint8Array {
  const { request } = Lights.Set
  const bytes = new Uint8Array(request.size)
  const mode = random.of([1, 13, 99])
  request.encode({ mode, name: '' }, 0, new DataView(bytes.buffer), new Uint8Array(32))
  return bytes
}

/** An object that runs code when it is looked at. */
export function alive(random: Random, lookedAt: () => void): unknown {
  const answer = (): number => (lookedAt(), 1)
  const text = (): string => (lookedAt(), 'lights')
  const look = (): never => {
    lookedAt()
    throw new TypeError('an argument throws')
  }
  const getter = { get: answer, enumerable: true }
  const values = [
    () => ({ valueOf: answer, toString: text }),
    () => ({ [Symbol.toPrimitive]: answer }),
    () => Object.defineProperties({}, { length: getter, buffer: getter, byteLength: getter }),
    // oxlint-disable-next-line unicorn/no-thenable -- a hostile one.
    () => Object.defineProperty({}, 'then', { get: look, enumerable: true }),
    // oxlint-disable-next-line unicorn/no-thenable -- a hostile one.
    () => ({ then: answer }),
    () => new Proxy(new Uint8Array(64), { get: look, getPrototypeOf: look }),
    () => new Proxy({}, { get: look, has: look, ownKeys: look, getOwnPropertyDescriptor: look }),
    () => Object.defineProperty(new Uint8Array(64), 'length', { get: look }),
  ]
  return random.of(values)()
}
