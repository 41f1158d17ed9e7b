// Values as text for people, as a console shows them: text as it is, objects with what is in them,
// on one line, bounded in depth and length. Getters are not called, and nothing throws.

import { describeThrown } from './thrown.ts'

/** Most levels of objects in objects that are shown. */
const maxDepth = 3
/** Most elements or properties of an object that are shown. */
const maxElements = 100
/** Most characters of all objects of one value together. */
const maxLength = 10_000

/** A value that is logged: `a`, `1`, `{ a: 'b', c: [ 1, 2 ] }`. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return new Formatter().format(value, 0)
  } catch {
    // A proxy, most likely: whatever is asked of it runs its own code.
    return typeof value === 'function' ? '[Function]' : '[object]'
  }
}

class Formatter {
  readonly #around: unknown[] = []
  #left = maxLength

  format(value: unknown, depth: number): string {
    const text = this.#textOf(value, depth)
    this.#left -= text.length
    return text
  }

  #textOf(value: unknown, depth: number): string {
    if (typeof value === 'string') return quoted(value)
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'function')
      return `[Function${value.name === '' ? '' : `: ${value.name}`}]`
    if (typeof value !== 'object' || value === null)
      return Object.is(value, -0) ? '-0' : String(value)
    if (this.#around.includes(value)) return '[Circular]'
    if (value instanceof Error) return errorText(value)
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return String(value)
    const name = nameOf(value)
    if (depth >= maxDepth) return Array.isArray(value) ? '[Array]' : `[${name || 'Object'}]`
    this.#around.push(value)
    const text = this.#contents(value, name, depth + 1)
    this.#around.pop()
    return text
  }

  #contents(value: object, name: string, depth: number): string {
    if (Array.isArray(value)) return this.#list('', '[', value, value.length, ']', depth)
    if (ArrayBuffer.isView(value) && 'length' in value) {
      const { length } = value as Uint8Array
      return this.#list(`${name}(${length}) `, '[', value as Uint8Array, length, ']', depth)
    }
    if (value instanceof Set)
      return this.#list(`Set(${value.size}) `, '{', value, value.size, '}', depth)
    if (value instanceof Map) {
      const pairs = (function* () {
        for (const [key, item] of value) yield new Pair(key, item)
      })()
      return this.#list(`Map(${value.size}) `, '{', pairs, value.size, '}', depth)
    }
    return this.#object(value, name, depth)
  }

  #list(
    before: string,
    open: string,
    items: Iterable<unknown>,
    count: number,
    close: string,
    depth: number,
  ): string {
    const parts: string[] = []
    for (const item of items) {
      if (parts.length === maxElements || this.#left <= 0) break
      parts.push(item instanceof Pair ? this.#pair(item, depth) : this.format(item, depth))
    }
    return enclosed(before, open, parts, count, close)
  }

  #pair({ key, value }: Pair, depth: number): string {
    return `${this.format(key, depth)} => ${this.format(value, depth)}`
  }

  #object(value: object, name: string, depth: number): string {
    const keys = Reflect.ownKeys(value).filter((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key),
    )
    const parts: string[] = []
    for (const key of keys) {
      if (parts.length === maxElements || this.#left <= 0) break
      const property = Object.getOwnPropertyDescriptor(value, key)
      const text =
        property?.get !== undefined || property?.set !== undefined
          ? property.get === undefined
            ? '[Setter]'
            : '[Getter]'
          : this.format(property?.value, depth)
      parts.push(`${keyText(key)}: ${text}`)
    }
    return enclosed(name === '' ? '' : `${name} `, '{', parts, keys.length, '}')
  }
}

/** An entry of a Map. */
class Pair {
  readonly key: unknown
  readonly value: unknown

  constructor(key: unknown, value: unknown) {
    this.key = key
    this.value = value
  }
}

function enclosed(
  before: string,
  open: string,
  parts: readonly string[],
  count: number,
  close: string,
): string {
  if (count === 0) return `${before}${open}${close}`
  const more = count > parts.length ? [...parts, `... ${count - parts.length} more`] : parts
  return `${before}${open} ${more.join(', ')} ${close}`
}

function quoted(text: string): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}...` : text
  const json = JSON.stringify(cut)
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}

function keyText(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

function errorText(error: Error): string {
  const { message, stack } = describeThrown(error)
  return stack === '' ? `[${message}]` : stack
}

// The class of an object; nothing for one without a class of its own.
function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return '[Object: null prototype]'
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  const name = typeof constructor === 'function' ? constructor.name : ''
  return name === 'Object' ? '' : name
}
