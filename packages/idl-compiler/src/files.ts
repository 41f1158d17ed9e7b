// Finds and parses files, each once. Files that mention a package or component find its file by the
// name: among the files that were asked for, by what they declare, else by its path.
//
// A folder may be flat: `resources/IPing.idl` may declare `echo.IPing`, since a build puts it into
// a folder of that name. A copy, such as the build's, is the file that it is a copy of.

import { Diagnostics, type NameNode } from './text/index.ts'
import type { SyntaxFile } from './syntax.ts'
import { type FileKind, parseFile } from './parse.ts'
import { flatPaths, inFolder, pathOfName, searchFolders } from './paths.ts'

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
  /**
   * Modules that lie flat, as `NK_MODULE` of CMake says: with `echo`, `echo.IPing` may be
   * `IPing.idl` in any folder that is searched, `roots` among them.
   */
  readonly modules?: readonly string[]
  /**
   * The path of the file that declares a package, component or process, for who knows all files;
   * null for one that none of them declares, which is searched for as if this were left out.
   */
  readonly declaring?: (name: string, kind: FileKind) => string | null
  /** Files of the system that come with kos: they are looked for after all others. */
  readonly system?: SystemFiles
}

/**
 * Files of the system, such as `systemFiles` of `@kos/libkos/resources`. They never change: what
 * they declare is checked once.
 */
export interface SystemFiles {
  /** The folder that they are shown in; no file of a file system is read from there. */
  readonly root: string
  /** The text of a file by its path in the root, such as `kl/core/Types.idl`; null if there is none. */
  readonly read: (path: string) => string | null
  /** What of a file is not public, in a few words; null if nothing is known to be missing. */
  readonly notPublic: (path: string) => string | null
}

/** The code of diagnostics of files that are not there. */
export const missingFile = 'missing-file'

/** Loads the files of a project. */
export class FileLoader {
  readonly #access: FileAccess
  readonly #diagnostics: Diagnostics
  readonly #parsed: Map<string, SyntaxFile | null> = new Map()
  /** The first file of each kind and name. */
  readonly #byName: Map<string, SyntaxFile> = new Map()
  /** The kinds and names among them that were asked for. */
  readonly #asked: Set<string> = new Set()

  constructor(access: FileAccess, diagnostics: Diagnostics) {
    this.#access = access
    this.#diagnostics = diagnostics
  }

  /** The files that were read, each once. */
  get files(): readonly SyntaxFile[] {
    return [...this.#parsed.values()].filter((file) => file !== null)
  }

  /**
   * A file that was asked for, or the one before it of which it is a copy. Null, and an error, if
   * there is none, or another file declares the same name.
   */
  ask(path: string, kind: FileKind): SyntaxFile | null {
    const file = this.#open(path, kind)
    if (file === null) {
      this.#diagnostics.missing(path, missingFile)
      return null
    }
    if (file.name.text === '') return file
    const key = keyOf(kind, file.name.text)
    this.#asked.add(key)
    const first = this.#original(file)
    if (first === this.#byName.get(key)) return first
    const what = `${kindNames[kind]} ${file.name.text}`
    this.#diagnostics.error(
      file.source,
      file.name,
      `the ${what} is in ${this.#byName.get(key)!.source.path} already`,
      'the two files differ: leave one of them out',
    )
    return null
  }

  /**
   * The file of a package or component that `from` mentions; a missing one is reported at
   * `name`.
   */
  find(name: NameNode, kind: 'idl' | 'cdl', from: SyntaxFile): SyntaxFile | null {
    const key = keyOf(kind, name.text)
    if (this.#asked.has(key)) return this.#byName.get(key)!
    const { path } = from.source
    const folders = searchFolders(path, from.name.text, this.#access.roots ?? [])
    const paths = folders.map((folder) => inFolder(folder, pathOfName(name.text, kind)))
    const found =
      this.#access.declaring?.(name.text, kind) ??
      paths.find((each) => this.#open(each, kind) !== null) ??
      flatPaths(path, name.text, kind, folders, this.#access.modules ?? []).find((each) =>
        this.#declares(each, kind, name.text),
      ) ??
      this.#systemFile(name.text, kind)
    if (found !== undefined) {
      this.#warnOfSystemFile(found, name, from)
      return this.#original(this.#open(found, kind)!)
    }
    const hint = `${systemHint(name.text, kind)}looked for ${paths.join(', ')}`
    const message = `there is no file of the ${kindNames[kind]} ${name.text}`
    this.#diagnostics.error(from.source, name, message, hint, missingFile)
    return null
  }

  #systemFile(name: string, kind: FileKind): string | undefined {
    const { system } = this.#access
    const path = pathOfName(name, kind)
    return (system?.read(path) ?? null) === null ? undefined : inFolder(system!.root, path)
  }

  #systemPath(path: string): string | null {
    return systemPath(path, this.#access)
  }

  #read(path: string): string | null {
    const systemPath = this.#systemPath(path)
    return systemPath === null
      ? this.#access.read(path)
      : (this.#access.system?.read(systemPath) ?? null)
  }

  // The files of the system mention each other whatever of them is public.
  #warnOfSystemFile(path: string, name: NameNode, from: SyntaxFile): void {
    const systemPath = this.#systemPath(path)
    if (systemPath === null || this.#systemPath(from.source.path) !== null) return
    const missing = this.#access.system?.notPublic(systemPath) ?? null
    if (missing === null) return
    const message = `of ${name.text} this is not public: ${missing}`
    this.#diagnostics.warning(from.source, name, message, sdkHint(systemPath))
  }

  #open(path: string, kind: FileKind): SyntaxFile | null {
    const isSystem = this.#systemPath(path) !== null
    const identity = isSystem ? path : (this.#access.identity?.(path) ?? path)
    const known = this.#parsed.get(identity)
    if (known !== undefined) return known
    const text = this.#read(path)
    const file = text === null ? null : parseFile(path, text, kind, this.#diagnostics)
    this.#parsed.set(identity, file)
    return file
  }

  // Whether a file declares that name. What else is in it is reported only if it is the one.
  #declares(path: string, kind: FileKind, name: string): boolean {
    const text = this.#read(path)
    return text !== null && parseFile(path, text, kind, new Diagnostics()).name.text === name
  }

  // The file itself, or the one before it that says the same.
  #original(file: SyntaxFile): SyntaxFile {
    const key = keyOf(file.kind, file.name.text)
    const first = this.#byName.get(key)
    if (first === undefined) this.#byName.set(key, file)
    return first !== undefined && isCopy(file, first) ? first : file
  }
}

/** The path of a file of the system, in its root; null for any other file. */
export function systemPath(path: string, { system }: FileAccess): string | null {
  if (system === undefined || !path.startsWith(`${system.root}/`)) return null
  return path.slice(system.root.length + 1)
}

const kindNames: Readonly<Record<FileKind, string>> = {
  idl: 'package',
  cdl: 'component',
  edl: 'process',
}

function keyOf(kind: FileKind, name: string): string {
  return `${kind}:${name}`
}

/** Whether two files say the same: white space, comments and idle symbols say nothing. */
function isCopy(one: SyntaxFile, other: SyntaxFile): boolean {
  return one === other || wordsOf(one) === wordsOf(other)
}

function wordsOf({ tokens, redundant }: SyntaxFile): string {
  const idle = new Set(redundant)
  return tokens
    .filter((token) => !idle.has(token))
    .map(({ text }) => text)
    .join(' ')
}

// Names that begin with `kl.` are the system's: their files are in the SDK.
function systemHint(name: string, kind: FileKind): string {
  return name.startsWith('kl.') ? `${sdkHint(pathOfName(name, kind))}; ` : ''
}

/** Where the SDK has a file of the system, by its path there, and how it is found. */
export function sdkHint(path: string): string {
  return (
    `the KasperskyOS SDK has it as sysroot-*-kos/include/${path}: ` +
    'pass its include folder, for example ' +
    '-I /opt/KasperskyOS-Community-Edition-<version>/sysroot-aarch64-kos/include'
  )
}
