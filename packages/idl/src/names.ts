// The rules for names: which IDL allows, and which mean something else in TypeScript. A name that
// passes here may be pasted into generated source.
//
// Parameter names are identifiers; method names have no underscore either; an interface is named by
// its package, dotted, the last part starting with an upper-case letter (topics `idl`, `ice_idl`).
// Which names are reserved for methods is a decision of kos: see `reservedMethodNames`.

const identifier = /^[A-Za-z][A-Za-z0-9_]*$/
const methodName = /^[A-Za-z][A-Za-z0-9]*$/
const packageName = /^(?:[A-Za-z][A-Za-z0-9_]*\.)*[A-Z][A-Za-z0-9_]*$/

const isProperty = 'is a property of every handle that arrives'

/**
 * Names that no method may have, and why: an object with the methods of an interface has properties
 * of these names already, or must not have them.
 */
export const reservedMethodNames: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['then', 'makes a promise of what has it'],
  ['handle', isProperty],
  ['rights', isProperty],
  ['badge', isProperty],
  ['dereferenced', isProperty],
])

/** Whether `name` may name a parameter. */
export function isIdentifier(name: string): boolean {
  return identifier.test(name)
}

/** Whether `name` may name an interface. */
export function isInterfaceName(name: string): boolean {
  return packageName.test(name)
}

/** Throws TypeError unless `name` may name an interface. */
export function checkInterfaceName(name: unknown): asserts name is string {
  if (typeof name === 'string' && packageName.test(name)) return
  throw new TypeError(
    `defineInterface(${quote(name)}): the name is the package's, such as "demo.Store": ` +
      'parts joined by dots, Latin letters, digits and underscores, ' +
      'the last part starting with an upper-case letter',
  )
}

/** Throws TypeError unless `name` may name a method of `interfaceName`. */
export function checkMethodName(interfaceName: string, name: string): void {
  const taken = reservedMethodNames.get(name)
  if (taken !== undefined) {
    throw new TypeError(
      `defineInterface("${interfaceName}"): ${quote(name)} cannot name a method; ` +
        `it ${taken}; call it "${name}Method"`,
    )
  }
  if (methodName.test(name)) return
  const bare = name.replaceAll(/[^A-Za-z0-9]/g, '')
  const advice = methodName.test(bare) ? `; call it ${JSON.stringify(bare)}` : ''
  throw new TypeError(
    `defineInterface("${interfaceName}"): ${quote(name)} cannot name a method; ` +
      `IDL allows Latin letters and digits, a letter first, and no underscore${advice}`,
  )
}

function quote(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name) : `a value of type ${typeof name}`
}

/** Words that cannot name a variable in a module. */
export const reservedWords: ReadonlySet<string> = /* @__PURE__ */ wordSet(
  'arguments await break case catch class const continue debugger default delete do else enum ' +
    'eval export extends false finally for function if implements import in instanceof interface ' +
    'let new null package private protected public return static super switch this throw true ' +
    'try typeof undefined var void while with yield',
)

/** Names that the result of a call has beside the out parameters. */
export const resultNames: ReadonlySet<string> = /* @__PURE__ */ new Set(['rc', 'error'])

/**
 * Throws TypeError for an out parameter that the result of a call would hide. `kos gen` gives one
 * in a file the name that the error proposes.
 */
export function checkOutNames(method: string, names: readonly string[]): void {
  const hidden = names.find((name) => resultNames.has(name))
  if (hidden === undefined) return
  const free = freeName(hidden, (each) => resultNames.has(each) || names.includes(each))
  throw new TypeError(
    `${method}: "${hidden}" cannot name an out parameter; ` +
      `a call answers its own ${hidden} beside them; call it "${free}"`,
  )
}

/** `name`, with as many underscores behind it as make it differ from all that `isTaken`. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name
  while (isTaken(free)) free += '_'
  return free
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}
