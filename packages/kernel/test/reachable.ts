// Everything that a program can reach from some values: properties, prototypes, accessors, elements.
// The objects of the language itself are not among them: SECURITY.md says what that means.

/** Objects by the way to them. */
export type Reached = ReadonlyMap<object, string>

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

// Of a function that is no class the prototype is nobody's.
function isClass(value: object): boolean {
  return Reflect.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}

function keysOf(value: object): (string | symbol)[] {
  if (ArrayBuffer.isView(value)) return []
  const keys = Reflect.ownKeys(value)
  return typeof value === 'function' && !isClass(value)
    ? keys.filter((key) => key !== 'prototype')
    : keys
}

function nextOf(value: object): (readonly [string, unknown])[] {
  const next: (readonly [string, unknown])[] = [['__proto__', Reflect.getPrototypeOf(value)]]
  for (const key of keysOf(value)) {
    const { value: held, get, set } = Reflect.getOwnPropertyDescriptor(value, key) ?? {}
    next.push([String(key), held], [`get ${String(key)}`, get], [`set ${String(key)}`, set])
  }
  if (value instanceof Map)
    for (const [key, held] of value) next.push(['key', key], ['value', held])
  if (value instanceof Set) for (const held of value) next.push(['value', held])
  return next
}

/** All objects that `roots` lead to, without those of `known`. */
export function reach(roots: Readonly<Record<string, unknown>>, known?: Reached): Reached {
  const reached = new Map<object, string>()
  const left = Object.entries(roots)
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [path, value] = next
    if (!isObject(value) || reached.has(value) || known?.has(value)) continue
    reached.set(value, path)
    for (const [name, held] of nextOf(value)) left.push([`${path}.${name}`, held])
  }
  return reached
}

/** The objects of the language and of the host. */
export const intrinsics: Reached = reach({
  globalThis,
  generator: (function* () {})(),
  asyncGenerator: (async function* () {})(),
  iterators: [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator]()],
  asyncFunction: async () => {},
})

/** What of these objects can be changed: properties, elements, entries. */
export function writablesOf(objects: Reached): string[] {
  return [...objects].flatMap(([object, path]) => {
    if (object instanceof Map || object instanceof Set)
      return [`${path} (${object.constructor.name})`]
    if (ArrayBuffer.isView(object)) return object.byteLength === 0 ? [] : [`${path} (bytes)`]
    return keysOf(object).flatMap((key) => {
      const property = Reflect.getOwnPropertyDescriptor(object, key)
      const isFixed = property?.configurable === false && property.writable !== true
      // Nobody reads these.
      const isHarmless =
        key === 'constructor' ||
        (typeof object === 'function' && (key === 'name' || key === 'length'))
      return isFixed || isHarmless ? [] : [`${path}.${String(key)}`]
    })
  })
}
