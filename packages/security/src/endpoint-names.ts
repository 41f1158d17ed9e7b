// The names of endpoints. An endpoint has a qualified name, the path to it (`disk.store`), and
// names by type: the type of the component that has it, or the class of the process, and its own
// name (`demo.Storage.store`). EDL files tell both. Two components of one type have the same names
// by type, which then say nothing: they are ambiguous. The component of an endpoint has the same
// two names without the last part: `disk`, `demo.Storage`.

/** The names of an endpoint. */
export interface NamedEndpoint {
  /** Qualified name, unique in its process. */
  readonly name: string
  /** Names by type; left out if none is known. */
  readonly typeNames?: readonly string[]
}

/**
 * The indexes of the endpoints that have this name: the one that it is the qualified name of, else
 * all that have it by type. More than one: the name is ambiguous.
 */
export function endpointsNamed(endpoints: readonly NamedEndpoint[], name: string): number[] {
  const index = endpoints.findIndex((endpoint) => endpoint.name === name)
  if (index >= 0) return [index]
  return endpoints.flatMap(({ typeNames }, i) => (typeNames?.includes(name) === true ? [i] : []))
}

/**
 * The name by type that an endpoint has by the class of its process alone: `demo.Server.store`.
 * Null for one inside a component.
 */
export function nameByClass(className: string, name: string): string | null {
  return name === '' || name.includes('.') ? null : `${className}.${name}`
}

/** The path to the component that has an endpoint: `disk` for `disk.store`, else empty. */
export function componentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}

/**
 * What a rule means by the name of a component: the qualified names of its endpoints, in each class
 * of `servers` (null: any). The path to an instance comes before a type; a type means all
 * instances.
 */
export function resolveComponent(
  name: string,
  servers: ReadonlySet<string> | null,
  endpoints: ReadonlyMap<string, readonly NamedEndpoint[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const resolved = new Map<string, ReadonlySet<string>>()
  for (const [className, list] of endpoints) {
    if (servers !== null && !servers.has(className)) continue
    const instance = list.filter((endpoint) => componentOf(endpoint.name) === name)
    const found = instance.length > 0 ? instance : list.filter(isOfType(name))
    resolved.set(className, new Set(found.map((endpoint) => endpoint.name)))
  }
  return resolved
}

function isOfType(component: string): (endpoint: NamedEndpoint) => boolean {
  return ({ name, typeNames = [] }) => {
    const own = name.slice(name.lastIndexOf('.') + 1)
    return typeNames.includes(`${component}.${own}`)
  }
}

/**
 * What a rule means by a name by type: the qualified name in each class of `servers` (null: any).
 * Throws TypeError for a class where the name is ambiguous; `label` names the rule.
 */
export function resolveTypeName(
  name: string,
  servers: ReadonlySet<string> | null,
  endpoints: ReadonlyMap<string, readonly NamedEndpoint[]>,
  label: string,
): ReadonlyMap<string, string> {
  const resolved = new Map<string, string>()
  for (const [className, list] of endpoints) {
    if (servers !== null && !servers.has(className)) continue
    const found = endpointsNamed(list, name).map((index) => (list[index] as NamedEndpoint).name)
    if (found.length > 1) {
      throw new TypeError(
        `${label} is ${JSON.stringify(name)}, but ${className} has several endpoints of that ` +
          `name by type; write one of: ${found.join(', ')}`,
      )
    }
    if (found.length === 1) resolved.set(className, found[0] as string)
  }
  return resolved
}
