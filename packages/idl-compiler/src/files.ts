// Finds and parses files, each once; files that mention a package or component find its file by the
// name.

import { Diagnostics, type NameNode } from './text/index.ts'
import type { SyntaxFile } from './syntax.ts'
import { type FileKind, parseFile } from './parse.ts'
import { pathOfName, searchFolders, inFolder } from './paths.ts'

/** Access to files. */
export interface FileAccess {
  /** The text of a file; null if there is none. The path has `/` between folders. */
  readonly read: (path: string) => string | null
  /** A key that all paths of one file have in common; the path itself if left out. */
  readonly identity?: (path: string) => string
  /**
   * Root folders of packages and components, beside those that follow from the paths and names of
   * the files themselves.
   */
  readonly roots?: readonly string[]
}

/** Loads the files of a project. */
export class FileLoader {
  readonly #access: FileAccess
  readonly #diagnostics: Diagnostics
  readonly #parsed: Map<string, SyntaxFile | null> = new Map()

  constructor(access: FileAccess, diagnostics: Diagnostics) {
    this.#access = access
    this.#diagnostics = diagnostics
  }

  /** A file by its path; null if there is none. */
  open(path: string, kind: FileKind): SyntaxFile | null {
    const identity = this.#access.identity?.(path) ?? path
    const known = this.#parsed.get(identity)
    if (known !== undefined) return known
    const text = this.#access.read(path)
    const file = text === null ? null : parseFile(path, text, kind, this.#diagnostics)
    this.#parsed.set(identity, file)
    return file
  }

  /**
   * The file of a package or component that `from` mentions; a missing one is reported at
   * `name`.
   */
  find(name: NameNode, kind: 'idl' | 'cdl', from: SyntaxFile): SyntaxFile | null {
    const paths = searchFolders(from.source.path, from.name.text, this.#access.roots ?? []).map(
      (folder) => inFolder(folder, pathOfName(name.text, kind)),
    )
    for (const path of paths) {
      const file = this.open(path, kind)
      if (file !== null) return file
    }
    const what = kind === 'idl' ? 'package' : 'component'
    this.#diagnostics.error(
      from.source,
      name,
      `there is no file of the ${what} ${name.text}`,
      `looked for ${paths.join(', ')}`,
    )
    return null
  }
}
