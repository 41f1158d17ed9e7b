// The messages of a method, and the names of what is generated for each: types, and a codec.

import { type Direction, hasHandles, type Layout, layoutMessage } from '@kos/idl'
import type { CheckedInterface, CheckedMethod, CheckedParameter } from '../module.ts'
import { initName } from './type-text.ts'

/** One message of the interface. */
export interface Message {
  readonly method: CheckedMethod
  readonly direction: Direction
  readonly parameters: readonly CheckedParameter[]
  readonly layout: Layout
  /** Names of the types of what arrives and what is sent; `object` if there is nothing in it. */
  readonly received: string
  readonly sent: string
  /** The name of the function that makes the codec, and its key in the definition. */
  readonly codec: string
  readonly key: 'request' | 'response' | 'error'
}

const directions = ['in', 'out', 'error'] as const
const keys = { in: 'request', out: 'response', error: 'error' } as const
const suffixes = { in: 'Request', out: 'Response', error: 'Error' } as const

/**
 * The messages of a method. `free` makes names that nothing in the module has; `emptyCodec` is the
 * name of the codec of messages without parameters, asked for when it is used.
 */
export function messagesOf(
  method: CheckedMethod,
  { definition }: CheckedInterface,
  free: (name: string) => string,
  emptyCodec: () => string,
): Message[] {
  const { name, mid, spec } = definition.$methods.find((each) => each.name === method.name)!
  const present = directions.filter((each) => each !== 'error' || spec.error !== undefined)
  return present.map((direction) => {
    const fields = spec[direction] ?? {}
    const layout = layoutMessage(`${definition.$name}.${name}`, mid, direction, fields)
    const parameters = method.parameters.filter(({ node }) => node.direction === direction)
    const isEmpty = parameters.length === 0
    const base = name + suffixes[direction]
    const received = isEmpty ? 'object' : free(base)
    const hasInit = parameters.some(({ type }) => hasHandles(type))
    const sent = hasInit ? free(initName(received)) : received
    const codec = isEmpty
      ? emptyCodec()
      : free(`${base.slice(0, 1).toLowerCase()}${base.slice(1)}Codec`)
    return { method, direction, parameters, layout, received, sent, codec, key: keys[direction] }
  })
}
