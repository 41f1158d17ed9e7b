// Where the programs of a folder are: `<Class>.ts`, `.js` or `.mjs`, by `path` of init.yaml, else by
// the whole name of the class or its last part, in `src` or the folder itself; or as kos.json says.

import { basename, dirname, join, resolve } from 'node:path'
import { lastPart } from '@kos/idl-compiler'
import type { FolderFiles } from './folder-files.ts'
import type { KosJson } from './kos-json.ts'
import { maxFollowedFiles } from './limits.ts'
import type { ProcessNode } from './process-node.ts'
import { isSystemClass } from './system-programs.ts'

const endings = ['.ts', '.mts', '.js', '.mjs']

/** The program of a process. */
export interface FoundProgram {
  /** Its absolute path; null if there is none. */
  readonly path: string | null
  /** Whether kos.json says that there is none: only the host acts as the process. */
  readonly isHost: boolean
  /** Whether it is one of the system, which comes with kos. */
  readonly isSystem: boolean
  /** The absolute paths at which it may be. */
  readonly lookedFor: readonly string[]
}

/** Finds programs. */
export class ProgramFiles {
  readonly #files: FolderFiles
  readonly #config: KosJson
  /** By their absolute paths. */
  readonly folders: readonly string[]

  constructor(files: FolderFiles, config: KosJson) {
    this.#files = files
    this.#config = config
    const own = config.programFolder?.text
    const folders = own === undefined ? ['src', '.'] : [own]
    this.folders = folders.map((each) => resolve(files.folder, each))
  }

  /** A path as people see it. */
  shown(path: string): string {
    return this.#files.shown(path)
  }

  /** The program of a process. */
  find({ className, path }: ProcessNode): FoundProgram {
    const said = this.#config.programs.get(className.text)
    if (said === null) return { path: null, isHost: true, isSystem: false, lookedFor: [] }
    if (said !== undefined) return this.#firstOf([resolve(this.#files.folder, said.text)], false)
    const names = new Set(
      path === null ? namesOf(className.text) : [path.text, basename(path.text)],
    )
    return this.#search([...names], isSystemClass(className.text))
  }

  /** The program of a class; null if there is none. */
  findOfClass(className: string): string | null {
    const said = this.#config.programs.get(className)
    if (said === null) return null
    if (said !== undefined)
      return this.#firstOf([resolve(this.#files.folder, said.text)], false).path
    return this.#search(namesOf(className), false).path
  }

  /** The program that replaces Einit; null if there is none. */
  einit(): string | null {
    return this.#search(['Einit'], false).path
  }

  /** Files that look like programs. */
  candidates(): readonly string[] {
    return this.#files.all.filter((path) => {
      if (!this.folders.includes(dirname(path)) || !endings.some((each) => path.endsWith(each)))
        return false
      if (/\.(test|spec|config|d)\.\w+$/.test(path)) return false
      const text = this.#files.text(path) ?? ''
      return /^export default\b/m.test(text) && /\bprogram\s*[(<]/.test(text)
    })
  }

  /** The texts of a program, and of the files beside it that it imports. */
  texts(program: string): readonly string[] {
    const paths = new Set([program])
    for (const path of paths) {
      for (const [, specifier] of (this.#files.text(path) ?? '').matchAll(relativeImport)) {
        const next = this.#imported(resolve(dirname(path), specifier as string))
        if (next !== null && paths.size < maxFollowedFiles) paths.add(next)
      }
    }
    return Array.from(paths, (path) => this.#files.text(path) ?? '')
  }

  #imported(path: string): string | null {
    const asSource = path.replace(/\.js$/, '.ts')
    const paths = [path, asSource, ...endings.map((ending) => path + ending)]
    return paths.find((each) => this.#files.text(each) !== null) ?? null
  }

  #search(names: readonly string[], isInSystem: boolean): FoundProgram {
    const lookedFor = this.folders.flatMap((folder) =>
      names.flatMap((name) => {
        const isFile = endings.some((ending) => name.endsWith(ending))
        return isFile ? [join(folder, name)] : endings.map((ending) => join(folder, name + ending))
      }),
    )
    return this.#firstOf(lookedFor, isInSystem)
  }

  #firstOf(lookedFor: readonly string[], isInSystem: boolean): FoundProgram {
    const path = lookedFor.find((each) => this.#files.has(each)) ?? null
    return { path, isHost: false, isSystem: path === null && isInSystem, lookedFor }
  }
}

/** The names of the program of a class. */
function namesOf(className: string): string[] {
  return [className, lastPart(className)]
}

const relativeImport = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g
