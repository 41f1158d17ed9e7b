// The target of a rule: a method, an interface, an endpoint, or every method.
//
// A target is translated, when the rule is made, to the names that it selects. The translation is
// strict: a misspelt key or an undefined value would select more than was meant.

import type { AnyInterface, Method } from '@kos/idl'

/** Selects by name. A name that is left out selects everything. */
export interface EndpointSelector {
  /**
   * The component that has the endpoint: the path to its instance (`disk`), or its type
   * (`demo.Storage`), which selects all instances.
   */
  readonly component?: string
  /** Name of the endpoint: qualified (`disk.store`), or by type (`demo.Storage.store`). */
  readonly endpoint?: string
  /** Name of the interface, such as `files.Files`. */
  readonly interface?: string
  /** Name of the method. */
  readonly method?: string
}

/** The names that select an endpoint and a method, from the outside in. */
export const endpointSelectors = ['component', 'endpoint', 'interface', 'method'] as const

/** The names that `target` selects. Throws TypeError if it is none; `rule` is for the message. */
export function readTarget(target: unknown, rule: string): EndpointSelector {
  if (typeof target === 'object' && target !== null) {
    if (isMethod(target)) return { interface: target.interfaceName, method: target.name }
    if (isInterface(target)) return { interface: target.$name }
    if (isPlain(target)) return readSelector(target, rule)
  }
  throw new TypeError(
    `${rule}: what it is about is ${describe(target)}; ` +
      'pass a method, an interface, or { component, endpoint, interface, method }, or leave it out to select every method' +
      (target === undefined ? '; does the interface have that method?' : ''),
  )
}

function describe(target: unknown): string {
  if (target === undefined || target === null) return String(target)
  return typeof target === 'object' ? 'an object of another kind' : `a ${typeof target}`
}

/** Checks a selector and copies it. Throws TypeError; `rule` is for the message. */
export function readSelector(selector: object, rule: string): EndpointSelector {
  for (const [key, value] of Object.entries(selector)) {
    if (!(endpointSelectors as readonly string[]).includes(key)) {
      throw new TypeError(
        `${rule}: cannot select by ${JSON.stringify(key)}; the selectors are: ${endpointSelectors.join(', ')}`,
      )
    }
    if (typeof value === 'string' && value !== '') continue
    throw new TypeError(
      `${rule}: the selector ${key} is ${JSON.stringify(value)}; write a name, or leave ${key} out`,
    )
  }
  return { ...selector }
}

/**
 * A selector as text: `files.Files.Open`, `{ endpoint: "files" }`, or undefined if it selects
 * everything.
 */
export function formatSelection(selection: EndpointSelector): string | undefined {
  const { component, endpoint, method } = selection
  const interfaceName = selection.interface
  if (component === undefined && endpoint === undefined && interfaceName !== undefined) {
    return method === undefined ? interfaceName : `${interfaceName}.${method}`
  }
  const pairs = endpointSelectors.flatMap((key) =>
    selection[key] === undefined ? [] : [`${key}: ${JSON.stringify(selection[key])}`],
  )
  return pairs.length === 0 ? undefined : `{ ${pairs.join(', ')} }`
}

function isMethod(target: object): target is Method {
  const { interfaceName, name, mid } = target as Partial<
    Record<'interfaceName' | 'name' | 'mid', unknown>
  >
  return typeof interfaceName === 'string' && typeof name === 'string' && typeof mid === 'number'
}

function isInterface(target: object): target is AnyInterface {
  const { $name, $methods } = target as Partial<AnyInterface>
  return typeof $name === 'string' && Array.isArray($methods)
}

// An object of a class, such as a program or a promise, may have no keys of its own, and would then
// select everything.
function isPlain(target: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(target)
  return prototype === Object.prototype || prototype === null
}
