// The text of one generated module while it grows: what it imports is found out by what it uses.

import { relativePath } from './text.ts'

/** Where generated modules import from. */
export interface ImportOptions {
  /** The package that `defineInterface` and the types of parameters come from. */
  readonly runtime: string
  /** The ending of imports of other generated modules. */
  readonly extension: string
}

const widest = 120

/** A module that is written. */
export class ModuleText {
  /** Its path among the generated files. */
  readonly path: string
  readonly #options: ImportOptions
  readonly #lines: string[] = []
  readonly #values: Set<string> = new Set()
  readonly #types: Set<string> = new Set()
  readonly #tools: Set<string> = new Set()
  readonly #toolTypes: Set<string> = new Set()
  readonly #others: Map<string, Map<string, string>> = new Map()

  constructor(path: string, options: ImportOptions) {
    this.path = path
    this.#options = options
  }

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines)
  }

  /** A value of the runtime package. */
  value(name: string): string {
    this.#values.add(name)
    return name
  }

  /** A type of the runtime package. */
  type(name: string): string {
    this.#types.add(name)
    return name
  }

  /** Something that printed codecs work with. */
  tool(name: string): string {
    this.#tools.add(name)
    return name
  }

  /** A type that printed codecs work with. */
  toolType(name: string): string {
    this.#toolTypes.add(name)
    return name
  }

  /** What another generated module exports as `name`, called `local` here. */
  from(path: string, name: string, local: string): string {
    const names = this.#others.get(path) ?? new Map<string, string>()
    names.set(name, local)
    this.#others.set(path, names)
    return local
  }

  /** The whole text; `head` stands above the imports. */
  text(head: readonly string[]): string {
    const runtime = this.#options.runtime
    const imports = [
      importLine([...this.#values].toSorted(), runtime, 'import'),
      importLine([...this.#types].toSorted(), runtime, 'import type'),
      importLine([...this.#tools].toSorted(), `${runtime}/codec`, 'import'),
      importLine([...this.#toolTypes].toSorted(), `${runtime}/codec`, 'import type'),
      ...[...this.#others].map(([path, names]) => {
        const list = [...names].map(([name, local]) =>
          name === local ? name : `${name} as ${local}`,
        )
        return importLine(list.toSorted(), this.#specifier(path), 'import')
      }),
    ]
    const present = imports.filter((line) => line !== '')
    return `${[...head, ...(present.length > 0 ? ['', ...present] : []), ...this.#lines].join('\n')}\n`
  }

  #specifier(path: string): string {
    return relativePath(this.path, path).replace(/\.ts$/, `.${this.#options.extension}`)
  }
}

function importLine(names: readonly string[], from: string, keyword: string): string {
  if (names.length === 0) return ''
  const line = `${keyword} { ${names.join(', ')} } from '${from}'`
  return line.length <= widest
    ? line
    : [`${keyword} {`, ...names.map((name) => `  ${name},`), `} from '${from}'`].join('\n')
}
