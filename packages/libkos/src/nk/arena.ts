// Arenas as ported C code uses them: a byte buffer per direction, filled segment by segment, and
// references into it (`nk_ptr_t`) in the constant part (topic `ipc_arena` of 1.2). Typed IPC
// (`connect`, `serve`) needs none of this.
//
// Numbers lie little endian, as on every machine JavaScript runs on. Segments are aligned to the
// size of their elements.

import { frozenClass } from '@kos/retcode'
import { NK_EINVAL, NK_ENOMEM, NK_EOK, type nk_err_t } from './types.ts'
import { textOfUtf8, utf8Of } from './utf8.ts'

/** A reference into an arena: offset and size in bytes. */
export interface nk_ptr_t {
  offset: number
  size: number
}

type Elements =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** A type of elements: the first argument of the macros in C. */
export interface NkType<E extends Elements> {
  /** Bytes of one element. */
  readonly size: number
  /** Elements that lie in a buffer. */
  readonly over: (buffer: ArrayBufferLike, offset: number, count: number) => E
}

/** Types of elements (documented header `nk/types.h`). */
export const nk_char_t: NkType<Uint8Array> = /* @__PURE__ */ Object.freeze<NkType<Uint8Array>>({
  size: 1,
  over: (b, at, n) => new Uint8Array(b, at, n),
})
export const nk_uint8_t: NkType<Uint8Array> = nk_char_t
export const nk_uint16_t: NkType<Uint16Array> = /* @__PURE__ */ Object.freeze<NkType<Uint16Array>>({
  size: 2,
  over: (b, at, n) => new Uint16Array(b, at, n),
})
export const nk_uint32_t: NkType<Uint32Array> = /* @__PURE__ */ Object.freeze<NkType<Uint32Array>>({
  size: 4,
  over: (b, at, n) => new Uint32Array(b, at, n),
})
export const nk_uint64_t: NkType<BigUint64Array> = /* @__PURE__ */ Object.freeze<
  NkType<BigUint64Array>
>({
  size: 8,
  over: (b, at, n) => new BigUint64Array(b, at, n),
})
export const nk_sint8_t: NkType<Int8Array> = /* @__PURE__ */ Object.freeze<NkType<Int8Array>>({
  size: 1,
  over: (b, at, n) => new Int8Array(b, at, n),
})
export const nk_sint16_t: NkType<Int16Array> = /* @__PURE__ */ Object.freeze<NkType<Int16Array>>({
  size: 2,
  over: (b, at, n) => new Int16Array(b, at, n),
})
export const nk_sint32_t: NkType<Int32Array> = /* @__PURE__ */ Object.freeze<NkType<Int32Array>>({
  size: 4,
  over: (b, at, n) => new Int32Array(b, at, n),
})
export const nk_sint64_t: NkType<BigInt64Array> = /* @__PURE__ */ Object.freeze<
  NkType<BigInt64Array>
>({
  size: 8,
  over: (b, at, n) => new BigInt64Array(b, at, n),
})

class MessageArena {
  /**
   * Its memory; a multiple of 8 bytes from the start of its ArrayBuffer, so that every type may lie
   * in it.
   */
  buffer: Uint8Array
  /** Bytes that hold data: to send, or received. */
  used = 0

  constructor(buffer: Uint8Array) {
    this.buffer = buffer
  }
}

/** An arena over a buffer that its program allocated. */
export const nk_arena: typeof MessageArena = /* @__PURE__ */ frozenClass(MessageArena)
/** An arena over a buffer that its program allocated. */
export type nk_arena = MessageArena

/** Declares an arena over a buffer (topic `ipc_arena`). */
export function NK_ARENA_INITIALIZER(buffer: Uint8Array): nk_arena {
  return new nk_arena(buffer)
}

/** Binds an arena to a buffer, and empties it. */
export function nk_arena_init(arena: nk_arena, buffer: Uint8Array): void {
  arena.buffer = buffer
  arena.used = 0
}

/** Empties an arena (topic `ipc_arena`). */
export function nk_arena_reset(arena: nk_arena): void {
  arena.used = 0
}

/**
 * Reserves `count` elements, and says where they lie in `ptr` (topic `ipc_arena`). null: there is
 * no room; `ptr` is as it was.
 */
export function nk_arena_alloc<E extends Elements>(
  type: NkType<E>,
  arena: nk_arena,
  ptr: nk_ptr_t,
  count: number,
): E | null {
  const { buffer } = arena
  const offset = Math.ceil(arena.used / type.size) * type.size
  const size = count * type.size
  if (!Number.isInteger(count) || count < 0 || offset + size > buffer.length) return null
  if ((buffer.byteOffset + offset) % type.size !== 0) return null
  buffer.fill(0, arena.used, offset)
  arena.used = offset + size
  ptr.offset = offset
  ptr.size = size
  return type.over(buffer.buffer, buffer.byteOffset + offset, count)
}

/**
 * Copies elements into the arena, and says where they lie in `ptr`. NK_EOK; NK_ENOMEM: there is no
 * room.
 */
export function nk_arena_store<E extends Elements>(
  type: NkType<E>,
  arena: nk_arena,
  ptr: nk_ptr_t,
  elements: E,
): nk_err_t {
  const target = nk_arena_alloc(type, arena, ptr, elements.length)
  if (target === null) return NK_ENOMEM
  target.set(elements as never)
  return NK_EOK
}

/**
 * The elements that `ptr` refers to (topic `ipc_arena`); their number is their `length`. null: they
 * do not lie in the arena, or not whole. They are in place, unless the sender did not align them.
 */
export function nk_arena_get<E extends Elements>(
  type: NkType<E>,
  arena: nk_arena,
  ptr: nk_ptr_t,
): E | null {
  const { buffer } = arena
  const { offset, size } = ptr
  const isInside = offset >= 0 && size >= 0 && offset + size <= Math.min(arena.used, buffer.length)
  if (!isInside || size % type.size !== 0) return null
  const at = buffer.byteOffset + offset
  // A sender need not have aligned them: elements that are not aligned are copied.
  return at % type.size === 0
    ? type.over(buffer.buffer, at, size / type.size)
    : type.over(buffer.slice(offset, offset + size).buffer, 0, size / type.size)
}

/**
 * Copies a text and its terminating zero into the arena (topic `ipc_arena`). NK_EOK; NK_ENOMEM;
 * NK_EINVAL: it has a zero inside.
 */
export function NkKosCopyStringToArena(arena: nk_arena, ptr: nk_ptr_t, text: string): nk_err_t {
  if (typeof text !== 'string' || text.includes('\0')) return NK_EINVAL
  const bytes = utf8Of(text)
  const target = nk_arena_alloc(nk_char_t, arena, ptr, bytes.length + 1)
  if (target === null) return NK_ENOMEM
  target.set(bytes)
  target[bytes.length] = 0
  return NK_EOK
}

/**
 * The text that `ptr` refers to, without its terminating zero; null if there is none. Ours: C reads
 * the characters themselves.
 */
export function stringInArena(arena: nk_arena, ptr: nk_ptr_t): string | null {
  const bytes = nk_arena_get(nk_char_t, arena, ptr)
  if (bytes === null || bytes.at(-1) !== 0) return null
  return textOfUtf8(bytes.subarray(0, -1))
}
