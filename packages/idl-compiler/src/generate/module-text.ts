// One generated module while it is written: its path, its text, and its imports, which follow from
// the names that are asked for.

import type { HelperName } from '@kos/idl/printer'
import type { Module } from '../module.ts'
import { pathOfName } from '../paths.ts'
import type { ExportNames } from './names.ts'
import { relativePath } from './typescript.ts'

/** A file to write. */
export interface GeneratedFile {
  /** Its path, from the folder that everything is written to. */
  readonly path: string
  readonly text: string
}

/** The context that all generated modules share. */
export interface GenerateContext {
  readonly modules: readonly Module[]
  readonly names: ExportNames
  readonly imports: ImportOptions
}

/** The path of the module that is made of a package. */
export function modulePath(module: Module): string {
  return `${pathOfName(module.name, 'idl')}.ts`
}

/** Where generated modules import from. */
export interface ImportOptions {
  /** The package that `defineInterface` and the types of parameters come from. */
  readonly runtime: string
  /** The ending of imports of other generated modules. */
  readonly extension: string
}

const maxLineWidth = 120

/** Collects the text and the imports of a module. */
export class ModuleText {
  /** Its path among the generated files. */
  readonly path: string
  readonly #options: ImportOptions
  readonly #lines: string[] = []
  readonly #values: Set<string> = new Set()
  readonly #types: Set<string> = new Set()
  readonly #helpers: Set<string> = new Set()
  readonly #helperTypes: Set<string> = new Set()
  readonly #others: Map<string, Map<string, string>> = new Map()

  constructor(path: string, options: ImportOptions) {
    this.path = path
    this.#options = options
  }

  /** Whether the runtime package is for messages alone: it knows nothing of processes. */
  get isForMessages(): boolean {
    return this.#options.runtime === '@kos/idl'
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

  /** A function or class of the runtime of codecs. */
  helper(name: HelperName): string {
    this.#helpers.add(name)
    return name
  }

  /** A type of the runtime of codecs. */
  helperType(name: string): string {
    this.#helperTypes.add(name)
    return name
  }

  /** An export `name` of another generated module, imported as `local`. */
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
      importLine([...this.#helpers].toSorted(), `${runtime}/codec`, 'import'),
      importLine([...this.#helperTypes].toSorted(), `${runtime}/codec`, 'import type'),
      ...[...this.#others].map(([path, names]) => {
        const list = [...names].map(([name, local]) =>
          name === local ? name : `${name} as ${local}`,
        )
        return importLine(list.toSorted(), this.#specifier(path), 'import')
      }),
    ]
    const present = imports.filter((line) => line !== '')
    const block = present.length > 0 ? ['', ...present] : []
    return `${[...head, ...block, ...this.#lines].join('\n')}\n`
  }

  #specifier(path: string): string {
    return relativePath(this.path, path).replace(/\.ts$/, `.${this.#options.extension}`)
  }
}

function importLine(names: readonly string[], from: string, keyword: string): string {
  if (names.length === 0) return ''
  const line = `${keyword} { ${names.join(', ')} } from '${from}'`
  return line.length <= maxLineWidth
    ? line
    : [`${keyword} {`, ...names.map((name) => `  ${name},`), `} from '${from}'`].join('\n')
}
