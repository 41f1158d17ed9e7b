// The names of endpoints. An endpoint has a qualified name, the way to it (`disk.store`), and names
// by type: the type of the component that has it, or the class of the process, and its own name
// (`demo.Storage.store`). EDL files tell both. Two components of one type have the same names by
// type, which then say nothing: they are ambiguous.

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
