// Path names that match a pattern (glob.h): component by component, reading only directories in
// which a component has something to match.

import { EACCES, ENOENT, ENOTDIR } from '../errno.ts'
import { DirectoryEntry, FileStat } from '../fs/file-stat.ts'
import { isDirectory } from '../fs/file-mode.ts'
import { AT_SYMLINK_NOFOLLOW, O_DIRECTORY, O_RDONLY } from '../fs/open-flags.ts'
import { FNM_NOESCAPE, FNM_PATHNAME, FNM_PERIOD, fnmatch } from '../text/fnmatch.ts'
import type { Files } from './files.ts'
import type { IoThread } from './io-thread.ts'

/** Told of a directory that cannot be read; true ends the walk. */
export type GlobFault = (path: string, errno: number) => boolean

/** Finds the path names that match a pattern. */
export class GlobWalk {
  /** What was found, in no order. */
  readonly paths: string[] = []
  readonly #files: Files
  readonly #thread: IoThread
  readonly #escapes: boolean
  readonly #onFault: GlobFault
  readonly #stat = new FileStat()

  constructor(files: Files, thread: IoThread, escapes: boolean, onFault: GlobFault) {
    this.#files = files
    this.#thread = thread
    this.#escapes = escapes
    this.#onFault = onFault
  }

  /** Walks along a pattern. False: a fault ended it. */
  async walk(pattern: string): Promise<boolean> {
    const start = /^\/*/.exec(pattern)?.[0] ?? ''
    return this.#below(start, pattern.slice(start.length))
  }

  // Walks below a directory whose path, as it is to be shown, ends with a slash or is empty.
  async #below(base: string, pattern: string): Promise<boolean> {
    const end = pattern.indexOf('/')
    const component = end < 0 ? pattern : pattern.slice(0, end)
    const slashes = end < 0 ? '' : (/^\/+/.exec(pattern.slice(end))?.[0] as string)
    const rest = pattern.slice(component.length + slashes.length)
    if (isPlain(component, this.#escapes))
      return this.#found(base + this.#unescaped(component), slashes, rest)
    const names = await this.#names(base)
    if (names === null) return false
    const flags = FNM_PERIOD | FNM_PATHNAME | (this.#escapes ? 0 : FNM_NOESCAPE)
    for (const name of names) {
      if (fnmatch(component, name, flags) !== 0) continue
      if (!(await this.#found(base + name, slashes, rest))) return false
    }
    return true
  }

  async #found(path: string, slashes: string, rest: string): Promise<boolean> {
    if (rest !== '') return this.#below(path + slashes, rest)
    if (await this.#exists(path + slashes)) this.paths.push(path + slashes)
    return true
  }

  async #exists(path: string): Promise<boolean> {
    if (path === '') return false
    // A link that leads nowhere is there all the same.
    const flags = path.endsWith('/') ? 0 : AT_SYMLINK_NOFOLLOW
    return (await this.#files.stat(this.#thread, null, path, this.#stat, flags)) >= 0
  }

  /** Whether a path is a directory, for GLOB_MARK. */
  async isDirectory(path: string): Promise<boolean> {
    const answer = await this.#files.stat(this.#thread, null, path, this.#stat, 0)
    return answer >= 0 && isDirectory(this.#stat.mode)
  }

  // The names in a directory; null if a fault ends the walk.
  async #names(base: string): Promise<readonly string[] | null> {
    const path = base === '' ? '.' : base
    const flags = O_RDONLY | O_DIRECTORY
    const directory = await this.#files.open(this.#thread, null, path, flags, 0)
    if (typeof directory === 'number') {
      // That it is no directory is no fault: it has nothing that could match.
      const isFault = directory !== -ENOTDIR && directory !== -ENOENT
      return isFault && this.#onFault(path, -directory) ? null : []
    }
    const names: string[] = []
    const entry = new DirectoryEntry()
    for (;;) {
      const answer = (await directory.file?.readdir(this.#thread, entry)) ?? -EACCES
      if (answer === 1) names.push(entry.name)
      else {
        await directory.close(this.#thread)
        return answer < 0 && this.#onFault(path, -answer) ? null : names
      }
    }
  }

  #unescaped(component: string): string {
    return this.#escapes ? component.replace(/\\(.)/gsu, '$1') : component
  }
}

function isPlain(component: string, escapes: boolean): boolean {
  const visible = escapes ? component.replace(/\\./gsu, '') : component
  return !/[*?[]/.test(visible)
}
