// A view of the messages of one layout, one message at a time: an object with a getter for each
// parameter, and for each field of a struct. Reading one decodes that one only. It is for code that
// looks at a part of many messages, as the rules of a policy do.
//
// Unlike what `lazy` of a codec answers, it is made once for all messages, shows structs field by
// field, and hands out copies of bytes: nobody can change the message through it.

import { frozenClass } from '@kos/retcode'
import { arenaView } from './arena.ts'
import { closureValueCodec } from './closure-value-codec.ts'
import { type HandleReader, plainHandles } from './codec.ts'
import type { Field } from './field-layout.ts'
import { type IntegerKind, isInteger } from './integer.ts'
import { getBytes } from './reference.ts'
import type { Type } from './type.ts'

type Getter = () => unknown

const integerReaders: {
  readonly [K in IntegerKind]: (view: DataView, at: number) => number | bigint
} = {
  sint8: (view, at) => view.getInt8(at),
  sint16: (view, at) => view.getInt16(at, true),
  sint32: (view, at) => view.getInt32(at, true),
  sint64: (view, at) => view.getBigInt64(at, true),
  uint8: (view, at) => view.getUint8(at),
  uint16: (view, at) => view.getUint16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  uint64: (view, at) => view.getBigUint64(at, true),
}

const noBytes = /* @__PURE__ */ new Uint8Array(0)

class ShownMessage {
  /**
   * The parameters of the message that is open, as enumerable getters. Without one they throw
   * TypeError: `structuredClone` makes a copy that can be kept.
   */
  readonly parameters: object
  #view: DataView | null = null
  #arena: Uint8Array = noBytes
  #handles: HandleReader = plainHandles

  /** `fields` are those of a codec. */
  constructor(fields: readonly Field[]) {
    this.parameters = this.#objectOf(fields, 0)
  }

  /** Shows a message that `validate` accepted. Answers `parameters`. */
  open(view: DataView, arena: Uint8Array, handles: HandleReader): object {
    this.#view = view
    this.#arena = arena
    this.#handles = handles
    return this.parameters
  }

  /** The message is over. */
  close(): void {
    this.#view = null
    this.#arena = noBytes
    this.#handles = plainHandles
  }

  get #opened(): DataView {
    if (this.#view !== null) return this.#view
    throw new TypeError(
      'this message is over: it can be read during the call only; keep structuredClone(message)',
    )
  }

  #objectOf(fields: readonly Field[], base: number): object {
    const object = {}
    for (const { name, type, offset } of fields)
      Object.defineProperty(object, name, {
        get: this.#getterOf(type, base + offset),
        enumerable: true,
      })
    return Object.freeze(object)
  }

  #getterOf(type: Type<unknown>, at: number): Getter {
    const { kind } = type
    if (isInteger(kind)) {
      const read = integerReaders[kind]
      return () => read(this.#opened, at)
    }
    if (kind === 'struct') {
      const object = this.#objectOf(type.fields, at)
      return () => object
    }
    const codec = closureValueCodec(type)
    return () => {
      const view = this.#opened
      const data = kind === 'string' || kind === 'bytes' ? view : arenaView(this.#arena)
      return codec.get(view, at, this.#arena, data, this.#handles, getBytes)
    }
  }
}

/** Shows one message after the other. Private to whoever opens it. */
export const MessageView: typeof ShownMessage = /* @__PURE__ */ frozenClass(ShownMessage)
/** Shows one message after the other. Private to whoever opens it. */
export type MessageView = ShownMessage
