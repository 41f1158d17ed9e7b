// A process that misbehaves on purpose: every wrong argument there is, by the kind of parameter it
// is wrong for, and the handles that lead nowhere. Tests of any service use it: what a process
// passes must never throw out of the kernel, and change nothing.

import {
  type Handle,
  INVALID_HANDLE,
  type Kos,
  KosPutObject,
  type Notice,
  SMsgHdr,
} from '@kos/libkos'
import { type Kind, maxStringLength, noticeContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { unwrap } from '@kos/retcode'

/** A wrong value, and what it is called in a failing test. */
export type Bad = readonly [what: string, value: unknown]

/** Throws whatever is done to it. */
export const hostile: object = new Proxy(function nothing() {}, {
  get: () => fail('get'),
  has: () => fail('has'),
  apply: () => fail('apply'),
  construct: () => fail('construct'),
  getPrototypeOf: () => fail('getPrototypeOf'),
  ownKeys: () => fail('ownKeys'),
  getOwnPropertyDescriptor: () => fail('getOwnPropertyDescriptor'),
})

function fail(trap: string): never {
  throw new Error(`the kernel looked at what a process passed: ${trap}`)
}

const noNumbers: readonly Bad[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['a fraction', 0.5],
  ['huge', 1e300],
  ['2^53', 2 ** 53],
  ['a string', 'text'],
  ['a string of digits', '1'],
  ['an empty string', ''],
  ['an object', {}],
  ['an object with a value', { valueOf: () => 1 }],
  ['a boxed number', Object(1)],
  ['an array', [1]],
  ['a function', () => 1],
  ['a symbol', Symbol('1')],
  ['a bigint', 1n],
  ['a boolean', true],
  ['hostile', hostile],
]

const noUint32: readonly Bad[] = [...noNumbers, ['negative', -1], ['2^32', 2 ** 32]]

const noBuffers: readonly Bad[] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 8],
  ['a string', 'eight by'],
  ['an array', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['an object with a length', { length: 8, buffer: new ArrayBuffer(8), byteOffset: 0 }],
  ['an object that inherits', Object.create(Uint8Array.prototype)],
  ['a proxy of bytes', new Proxy(new Uint8Array(64), {})],
  ['a buffer', new ArrayBuffer(64)],
  ['a view', new DataView(new ArrayBuffer(64))],
  ['signed bytes', new Int8Array(64)],
  ['clamped bytes', new Uint8ClampedArray(64)],
  ['floats', new Float64Array(8)],
  ['a function', () => new Uint8Array(64)],
  ['a symbol', Symbol('bytes')],
  ['hostile', hostile],
]

/** What is wrong for each kind of parameter, in every kernel and whatever the call. */
export const wrongKinds: Readonly<Record<Kind, readonly Bad[]>> = {
  handle: noUint32,
  u32: noUint32,
  i32: [...noNumbers, ['2^31', 2 ** 31], ['below -2^31', -(2 ** 31) - 1]],
  f64: [...noNumbers, ['negative', -1]],
  str: [
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['NaN', Number.NaN],
    ['an object', {}],
    ['an object with a text', { toString: () => 'text' }],
    ['a boxed string', Object('text')],
    ['an array', ['text']],
    ['a function', () => 'text'],
    ['a symbol', Symbol('text')],
    ['too long', 'x'.repeat(maxStringLength + 1)],
    ['hostile', hostile],
  ],
  in: noBuffers,
  out: noBuffers,
}

/** An argument of each kind that is none of the above, and leads nowhere. */
export const plain: Readonly<Record<Kind, () => unknown>> = {
  handle: () => 0,
  u32: () => 0,
  i32: () => 0,
  f64: () => 0,
  str: () => 'nothing',
  in: () => new Uint8Array(64),
  out: () => new Uint8Array(64),
}

class Subclass extends Uint8Array {
  override get length(): number {
    return fail('length')
  }
  override get buffer(): ArrayBuffer {
    return fail('buffer')
  }
  override set(): void {
    fail('set')
  }
  override subarray(): never {
    return fail('subarray')
  }
  override fill(): never {
    return fail('fill')
  }
  static get [Symbol.species](): Uint8ArrayConstructor {
    return fail('species')
  }
  override get [Symbol.toStringTag](): 'Uint8Array' {
    return fail('tag')
  }
}

/** Genuine bytes, but with functions of their own that throw. */
export function subclassed(size: number): Uint8Array {
  return new Subclass(size)
}

/** Genuine bytes that are gone. */
export function detached(size = 64): Uint8Array {
  const bytes = new Uint8Array(size)
  detach(bytes)
  return bytes
}

/** Takes the memory away from under an array. */
export function detach(bytes: Uint8Array): void {
  structuredClone(null, { transfer: [bytes.buffer as ArrayBuffer] })
}

/** An ArrayBuffer that can change its size. */
export interface Resizable extends ArrayBuffer {
  readonly resizable: boolean
  resize(size: number): void
}

/** Bytes at the end of a buffer that can shrink. */
export function resizable(size: number): {
  readonly bytes: Uint8Array
  readonly buffer: Resizable
} {
  const Constructor = ArrayBuffer as unknown as new (
    size: number,
    options: { maxByteLength: number },
  ) => Resizable
  const buffer = new Constructor(size, { maxByteLength: 2 * size })
  return { bytes: new Uint8Array(buffer, 0, size), buffer }
}

/** Genuine bytes, none of which is there. */
export function emptyBuffers(): readonly Bad[] {
  const { bytes, buffer } = resizable(64)
  buffer.resize(8)
  return [
    ['no bytes', new Uint8Array(0)],
    ['detached bytes', detached()],
    ['bytes beyond the end of a buffer', bytes],
  ]
}

/** Headers of messages with a wrong part each. */
export function wrongHeaders(): readonly Bad[] {
  const header = (what: string, parts: object): Bad => [
    `a header with ${what}`,
    Object.assign(new SMsgHdr(), parts),
  ]
  const message = new Uint8Array(64)
  return [
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['a function', () => new SMsgHdr()],
    [
      'what looks like a header',
      { message, arena: message, messageSize: 0, arenaSize: 0, sender: 0, threadId: 0 },
    ],
    ...noBuffers.map(([what, value]) => header(`${what} as message`, { message: value })),
    ...noBuffers.map(([what, value]) => header(`${what} as arena`, { message, arena: value })),
  ]
}

/** Handles of the calling process that are good, and numbers that are none. */
export interface Handles {
  readonly object: Handle
  readonly notice: Notice
  /** The id of a receiver that is gone. */
  readonly goneNotice: Notice
  /** A receiver's handle, which no program sees. */
  readonly receiver: number
  readonly badge: Handle
  readonly revoked: Handle
  readonly closed: Handle
}

/** Makes one of everything. */
export function makeHandles(kos: Kos): Handles {
  const { notice } = unwrap(kos.KnNoticeCreate())
  const { handle: object } = unwrap(kos.KnHandleCreateUserObject(userType, -1, 'context'))
  const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'event', 'context'))
  const { handle: parent } = unwrap(kos.KnHandleCreateUserObject(userType, -1, 'context'))
  const { handle: revoked } = unwrap(kos.KnHandleCopy(parent, -1, INVALID_HANDLE))
  kos.KnHandleRevoke(parent)
  const { notice: goneNotice } = unwrap(kos.KnNoticeCreate())
  KosPutObject(goneNotice)
  const sys = sysOf(kos)
  sys.call(noticeContract.calls.Create)()
  const receiver = Number(sys.registers[noticeContract.calls.Create.results.notice])
  return { object, notice, goneNotice, receiver, badge, revoked, closed: parent }
}

/** HANDLE_TYPE_USER_FIRST. */
export const userType = 0x10000

/** Numbers that are no handles of a process which has these. */
export function wrongHandles({ closed, revoked }: Handles, foreign: number): readonly Bad[] {
  return [
    ['INVALID_HANDLE', 0],
    ['never issued', 0x000f_fff0],
    ['past every handle', 0x8000_0000],
    ['all ones', 0xffff_ffff],
    ['closed', closed],
    ['revoked', revoked],
    ['of another process', foreign],
  ]
}
