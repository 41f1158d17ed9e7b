// What the tests of paths share: a namespace on a file system in memory, and answers that read
// well.

import {
  DirectoryEntry,
  errnoName,
  FileStat,
  MemoryFileSystem,
  type MemoryFileSystemOptions,
  type Mount,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  OpenFile,
} from '../src/index.ts'
import { ManualClock } from './manual-clock.ts'

/** `ok` for 0, a number above it, or the name of an error. */
export function say(answer: OpenFile | Mount | number | string): number | string {
  if (answer instanceof OpenFile) answer.close()
  if (typeof answer === 'object') return answer instanceof OpenFile ? 'open' : 'mounted'
  if (typeof answer === 'string') return answer
  return answer === 0 ? 'ok' : answer > 0 ? answer : (errnoName(-answer) ?? answer)
}

/** The open file; throws for an error. */
export function opened(answer: OpenFile | number): OpenFile {
  if (typeof answer === 'number') throw new Error(`not opened: ${String(say(answer))}`)
  return answer
}

/** A namespace on an empty file system, and short forms of what tests do most. */
export class Tree {
  readonly clock: ManualClock = new ManualClock()
  readonly fileSystem: MemoryFileSystem
  readonly mounts: MountTable
  readonly ns: Namespace

  constructor(options: Partial<MemoryFileSystemOptions> = {}) {
    this.fileSystem = new MemoryFileSystem({ clock: this.clock, ...options })
    this.mounts = new MountTable(this.fileSystem)
    this.ns = new Namespace(this.mounts)
  }

  /** Another view of the same mounts, of a user. */
  as(uid: number, gid: number = uid, groups: readonly number[] = []): Namespace {
    return new Namespace(this.mounts, { credentials: { uid, gid, groups } })
  }

  /** Makes directories (they end with a slash) and files, which contain their own path. */
  make(...paths: string[]): this {
    for (const path of paths) {
      if (path.endsWith('/')) {
        if (this.ns.entries.mkdir(null, path, 0o755) !== 0) throw new Error(path)
      } else write(this.ns, path, path)
    }
    return this
  }
}

/** Makes a file, or writes over its start. */
export function write(ns: Namespace, path: string, text: string): void {
  const file = opened(ns.open(null, path, O_CREAT | O_RDWR, 0o644))
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  if (file.write(bytes) !== bytes.length) throw new Error(`not written: ${path}`)
  file.close()
}

/** The text of a file, or the name of the error. */
export function read(ns: Namespace, path: string): unknown {
  const file = ns.open(null, path, O_RDONLY)
  if (typeof file === 'number') return say(file)
  const buffer = new Uint8Array(65_536)
  const count = file.read(buffer)
  file.close()
  return count < 0 ? say(count) : String.fromCharCode(...buffer.subarray(0, count))
}

/** The names in a directory, sorted, without `.` and `..`. */
export function list(ns: Namespace, path: string): string[] {
  const file = opened(ns.open(null, path, O_RDONLY))
  const names: string[] = []
  for (const entry = new DirectoryEntry(); file.readdir(entry) === 1;) names.push(entry.name)
  file.close()
  return names.filter((name) => name !== '.' && name !== '..').sort()
}

/** The attributes of a file. */
export function stat(ns: Namespace, path: string, flags = 0): FileStat {
  const into = new FileStat()
  const answer = ns.stat(null, path, into, flags)
  if (answer !== 0) throw new Error(`${path}: ${String(say(answer))}`)
  return into
}
