// Messages as ported C code uses them. The structures that are generated in C (`I_M_req`, `I_M_res`
// with `res_` and `err_`) are views of the constant part here: fields read and write its bytes in
// place.
//
// Integers are numbers (bigint for 64 bits), strings and bytes are references into an arena
// (`nk_ptr_t`), handles are containers. A field of any other type is its bytes.

import { frozenClass } from '@kos/retcode'
import {
  type Codec,
  type Field,
  handleFlagAllRights,
  handleFlagDereferenced,
  type HandleReader,
  isErrorResponse,
  messageFlagError,
  type Method,
  plainHandles,
  type Request,
  type Response,
  type ErrorOf,
  writeDescriptor,
  writeHeader,
} from '@kos/idl'
import type { nk_ptr_t } from './arena.ts'
import type { HandleDesc, NkHandleDescInit } from './types.ts'

type AnyCodec = Codec<never, unknown>

class MessageBytes {
  /** Room for the largest message that it may hold. */
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Bytes of the message: sent, or received. */
  size: number
  /** Reads handles: of the process whose transport received the message. */
  handles: HandleReader = plainHandles

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
    this.size = size
  }
}

/** A constant part: the `base_` of a message. */
export const nk_message: typeof MessageBytes = /* @__PURE__ */ frozenClass(MessageBytes)
/** A constant part: the `base_` of a message. */
export type nk_message = MessageBytes

/** The type of a field, by the type of its parameter. */
export type NkField<T> = T extends HandleDesc
  ? HandleDesc
  : T extends string | Uint8Array
    ? nk_ptr_t
    : T

/** The fields of a message. */
export type NkFields<T> = { -readonly [K in keyof T]: NkField<T[K]> }

/** A request of a method: its fields beside `base_`. */
export type NkRequest<M extends Method> = NkFields<Request<M>> & { readonly base_: nk_message }

/**
 * A response of a method: out parameters beside `base_` and in `res_`, or error parameters in
 * `err_`, in the same memory.
 */
export type NkResponse<M extends Method> = NkFields<Response<M>> & {
  readonly base_: nk_message
  readonly res_: NkFields<Response<M>>
  readonly err_: NkFields<ErrorOf<M>>
}

/** A reference that lies in a message. */
class MessagePtr implements nk_ptr_t {
  readonly #view: DataView
  readonly #at: number

  constructor(view: DataView, at: number) {
    this.#view = view
    this.#at = at
  }

  get offset(): number {
    return this.#view.getUint32(this.#at, true)
  }

  set offset(offset: number) {
    this.#view.setUint32(this.#at, offset, true)
  }

  get size(): number {
    return this.#view.getUint32(this.#at + 4, true)
  }

  set size(size: number) {
    this.#view.setUint32(this.#at + 4, size, true)
  }
}

const integers = {
  sint8: [
    (v: DataView, at: number) => v.getInt8(at),
    (v: DataView, at: number, n: never) => v.setInt8(at, n),
  ],
  uint8: [
    (v: DataView, at: number) => v.getUint8(at),
    (v: DataView, at: number, n: never) => v.setUint8(at, n),
  ],
  sint16: [
    (v: DataView, at: number) => v.getInt16(at, true),
    (v: DataView, at: number, n: never) => v.setInt16(at, n, true),
  ],
  uint16: [
    (v: DataView, at: number) => v.getUint16(at, true),
    (v: DataView, at: number, n: never) => v.setUint16(at, n, true),
  ],
  sint32: [
    (v: DataView, at: number) => v.getInt32(at, true),
    (v: DataView, at: number, n: never) => v.setInt32(at, n, true),
  ],
  uint32: [
    (v: DataView, at: number) => v.getUint32(at, true),
    (v: DataView, at: number, n: never) => v.setUint32(at, n, true),
  ],
  sint64: [
    (v: DataView, at: number) => v.getBigInt64(at, true),
    (v: DataView, at: number, n: never) => v.setBigInt64(at, n, true),
  ],
  uint64: [
    (v: DataView, at: number) => v.getBigUint64(at, true),
    (v: DataView, at: number, n: never) => v.setBigUint64(at, n, true),
  ],
} as const

function accessorOf(message: nk_message, { type, offset }: Field): PropertyDescriptor {
  const { bytes, view } = message
  const kind: string = type.kind
  if (kind in integers) {
    const [get, set] = integers[kind as keyof typeof integers]
    return {
      enumerable: true,
      get: () => get(view, offset),
      set: (value: never) => set(view, offset, value),
    }
  }
  if (kind === 'string' || kind === 'bytes')
    return { enumerable: true, value: new MessagePtr(view, offset) }
  if (kind !== 'handle')
    return { enumerable: true, value: bytes.subarray(offset, offset + type.size) }
  return {
    enumerable: true,
    get: () => readHandle(message, offset),
    set: (desc: NkHandleDescInit) => writeHandle(bytes, offset, desc),
  }
}

function readHandle({ view, handles }: nk_message, at: number): HandleDesc {
  const [number, rights, badge] = [
    view.getUint32(at, true),
    view.getUint32(at + 4, true),
    view.getUint32(at + 8, true),
  ]
  return handles.read(number, rights, badge, view.getUint32(at + 12, true) & handleFlagDereferenced)
}

function writeHandle(
  bytes: Uint8Array,
  at: number,
  { handle, rights, badge }: NkHandleDescInit,
): void {
  const flags = rights === undefined ? handleFlagAllRights : 0
  writeDescriptor(bytes, at, handle, rights ?? 0, badge ?? 0, flags)
}

function fieldsOf(message: nk_message, codec: AnyCodec, target: object = {}): object {
  for (const field of codec.fields) {
    // As in C, where the members of the structure hide a parameter called `res_`.
    if (Object.hasOwn(target, field.name)) continue
    Object.defineProperty(target, field.name, accessorOf(message, field))
  }
  return target
}

/** A request of a method, over a constant part of its own or over one that was received. */
export function nkRequest<M extends Method>(
  method: M,
  base_: nk_message = new nk_message(method.request.size),
): NkRequest<M> {
  return fieldsOf(base_, method.request, { base_ }) as NkRequest<M>
}

/** A response of a method, likewise. */
export function nkResponse<M extends Method>(
  method: M,
  base_: nk_message = new nk_message(responseSize(method)),
): NkResponse<M> {
  const err_ = method.error === null ? {} : fieldsOf(base_, method.error)
  const res_ = fieldsOf(base_, method.response)
  return fieldsOf(base_, method.response, { base_, res_, err_ }) as NkResponse<M>
}

function responseSize({ response, error }: Method): number {
  return Math.max(response.size, error === null ? 0 : (error as AnyCodec).size)
}

/**
 * Puts a handle into a message: `setHandleDesc(req, 'lamp', nk_handle_desc(handle))`. Ours: in C it
 * is an assignment.
 */
export function setHandleDesc<T extends object>(
  fields: T,
  name: keyof T & string,
  desc: NkHandleDescInit,
): void {
  Reflect.set(fields, name, desc)
}

/** Empties a request (topic `nkgenc` of 1.2). */
export function nk_req_reset({ base_ }: { readonly base_: nk_message }): void {
  base_.bytes.fill(0)
}

/**
 * Empties a response, and makes it one with error parameters: `err_` is to be filled (topic
 * `nkgenc` of 1.2).
 */
export function nk_err_reset({ base_ }: { readonly base_: nk_message }): void {
  base_.bytes.fill(0)
  writeHeader(base_.bytes, 0, 0, [], messageFlagError)
}

/** True if a response carries error parameters. Ours. */
export function isErrorMessage({ base_ }: { readonly base_: nk_message }): boolean {
  return isErrorResponse(base_.bytes)
}

/**
 * Writes the header of a message: RIID, MID and handles, whether it is an error response; and says
 * how large it is.
 */
export function stamp(
  message: nk_message,
  codec: AnyCodec,
  riid: number,
  mid: number,
  isError: boolean,
): void {
  writeHeader(message.bytes, riid, mid, codec.handles, isError ? messageFlagError : 0)
  message.size = codec.size
}
