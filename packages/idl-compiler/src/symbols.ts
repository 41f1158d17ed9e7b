// Name lookup: the declarations of a package itself, then those of the packages it imports.

import { type NameNode, nearest } from './text/index.ts'
import type { DeclarationNode, IdlFile } from './syntax.ts'
import { lastPart } from './paths.ts'

/** A package while it is checked. */
export interface ModuleDraft {
  readonly file: IdlFile
  readonly declarations: ReadonlyMap<string, DeclarationNode>
  readonly imports: ModuleDraft[]
  /** Packages whose types or constants it needs to be defined. */
  readonly needs: Set<ModuleDraft>
  /**
   * Whether declarations or imports of it could not be parsed: then a name that is not found may be
   * among them.
   */
  readonly isBroken: boolean
  /** Whether an import was not found: a name that is not there may be meant to come from it. */
  readonly lacksImports: boolean
}

/** The result of a lookup. */
export type LookupResult =
  | { readonly kind: 'found'; readonly module: ModuleDraft; readonly node: DeclarationNode }
  | { readonly kind: 'missing'; readonly message: string; readonly hint?: string }
  /** Not found, but it may be declared in a part that could not be parsed. */
  | { readonly kind: 'unknown' }

type Wanted = (node: DeclarationNode) => boolean

/**
 * Looks up a name, dotted or not. `what` is the kind of declaration, for messages; `others` are
 * more names that may be suggested.
 */
export function lookUp(
  name: NameNode,
  module: ModuleDraft,
  what: string,
  isWanted: Wanted,
  others: readonly string[] = [],
): LookupResult {
  const dot = name.text.lastIndexOf('.')
  const all = [module, ...module.imports]
  if (dot < 0) return lookUpPlain(name.text, module, all, what, isWanted, others)
  const prefix = name.text.slice(0, dot)
  const plain = name.text.slice(dot + 1)
  const owner =
    all.find(({ file }) => file.name.text === prefix) ??
    all.find(({ file }) => lastPart(file.name.text) === prefix)
  if (owner === undefined) {
    // The import has an error, which is reported: its file was not found.
    if (module.file.imports.some(({ text }) => text === prefix || lastPart(text) === prefix))
      return { kind: 'unknown' }
    return { kind: 'missing', message: `${prefix} is not imported`, hint: `add: import ${prefix}` }
  }
  const node = owner.declarations.get(plain)
  if (node !== undefined && isWanted(node)) return { kind: 'found', module: owner, node }
  if (owner.isBroken) return { kind: 'unknown' }
  return missing(`${prefix} has no ${what} ${plain}`, plain, wanted([owner], isWanted))
}

function lookUpPlain(
  name: string,
  module: ModuleDraft,
  all: readonly ModuleDraft[],
  what: string,
  isWanted: Wanted,
  others: readonly string[],
): LookupResult {
  const own = module.declarations.get(name)
  if (own !== undefined && isWanted(own)) return { kind: 'found', module, node: own }
  const owners = all.filter(
    (each) =>
      each !== module && each.declarations.has(name) && isWanted(each.declarations.get(name)!),
  )
  const [owner, second] = owners
  if (owner !== undefined && second === undefined)
    return { kind: 'found', module: owner, node: owner.declarations.get(name)! }
  if (owner !== undefined && second !== undefined) {
    const [one, other] = [owner, second].map(({ file }) => file.name.text)
    return {
      kind: 'missing',
      message: `${one} and ${other} both have a ${what} ${name}`,
      hint: `write ${one}.${name} or ${other}.${name}`,
    }
  }
  if (own !== undefined)
    return { kind: 'missing', message: `${name} is a ${kindOf(own)}, not a ${what}` }
  if (module.lacksImports) return { kind: 'unknown' }
  const found = missing(`there is no ${what} ${name}`, name, [...wanted(all, isWanted), ...others])
  return found.hint === undefined && all.some(({ isBroken }) => isBroken)
    ? { kind: 'unknown' }
    : found
}

function missing(
  message: string,
  name: string,
  candidates: readonly string[],
): { kind: 'missing'; message: string; hint?: string } {
  const meant = nearest(name, candidates)
  return meant === null
    ? { kind: 'missing', message }
    : { kind: 'missing', message, hint: `did you mean ${meant}?` }
}

function wanted(modules: readonly ModuleDraft[], isWanted: Wanted): string[] {
  return modules.flatMap(({ declarations }) =>
    [...declarations].filter(([, node]) => isWanted(node)).map(([name]) => name),
  )
}

function kindOf(node: DeclarationNode): string {
  return node.kind === 'const' ? 'constant' : 'type'
}
