// Random operations on paths, for a namespace and for a real folder of the host: what each
// answers, in one form. Linux differs from the standard in a few error numbers, which are mapped
// here.

import * as host from 'node:fs'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import {
  FileStat,
  AT_SYMLINK_NOFOLLOW,
  DirectoryEntry,
  isDirectory,
  type Namespace,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from '../src/index.ts'
import { say, stat } from './tree.ts'

const component = fc.constantFrom('a', 'b', 'c')
/**
 * A path whose last component is a name. `..` never leads out of the folder: links go down only.
 */
const plain = fc.array(component, { minLength: 1, maxLength: 3 }).map((each) => each.join('/'))
const dotted = fc
  .tuple(
    fc.array(component, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/', '/.', '/..', '/../c', '//b', '/./a/'),
  )
  .map(([each, end]) => each.join('/') + end)
const any = fc.oneof(plain, dotted)
const flags = fc.constantFrom(
  O_RDONLY,
  O_WRONLY | O_CREAT,
  O_RDWR | O_CREAT | O_EXCL,
  O_WRONLY | O_TRUNC,
  O_WRONLY | O_CREAT | O_APPEND,
  O_RDONLY | O_DIRECTORY,
  O_RDWR | O_NOFOLLOW,
)
const size = fc.constantFrom(0, 1, 5, 4096, 5000)
const modes = fc.constantFrom(0o755, 0o777, 0o644, 0o500, 0o300, 0o000)

export const operation = fc.oneof(
  fc.record({ kind: fc.constant('mkdir' as const), path: plain, mode: modes }),
  fc.record({ kind: fc.constant('mkdir' as const), path: plain, mode: fc.constant(0o755) }),
  fc.record({ kind: fc.constant('open' as const), path: plain, flags, size }),
  fc.record({ kind: fc.constant('open' as const), path: plain, flags, size }),
  fc.record({ kind: fc.constant('unlink' as const), path: plain }),
  fc.record({ kind: fc.constant('rmdir' as const), path: plain }),
  fc.record({ kind: fc.constant('rename' as const), path: plain, newPath: plain }),
  fc.record({ kind: fc.constant('rename' as const), path: plain, newPath: plain }),
  fc.record({ kind: fc.constant('link' as const), path: plain, newPath: plain }),
  fc.record({ kind: fc.constant('symlink' as const), path: plain, target: plain }),
  fc.record({ kind: fc.constant('readlink' as const), path: any }),
  fc.record({ kind: fc.constant('stat' as const), path: any, follow: fc.boolean() }),
  fc.record({ kind: fc.constant('list' as const), path: any }),
  fc.record({ kind: fc.constant('read' as const), path: any }),
  fc.record({ kind: fc.constant('truncate' as const), path: plain, size }),
  fc.record({ kind: fc.constant('chmod' as const), path: any, mode: modes }),
)
export type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never

const content = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => 65 + (i % 23))
/** What an operation answers: a number, a text, the name of an error, or several of them. */
export type Answer = number | string | readonly (number | string)[]

/** What is compared of a file. Directories have no size and no links that hosts agree on. */
const factsOf = (mode: number, nlink: number, size: number): Answer =>
  isDirectory(mode) ? [mode] : [mode, nlink, size]

/** Operations on a namespace. */
export class OnNamespace {
  readonly #ns: Namespace

  constructor(ns: Namespace) {
    this.#ns = ns
    ns.umask = 0o022
  }

  apply(operation: Operation): Answer {
    const ns = this.#ns
    const { entries } = ns
    const { path } = operation
    switch (operation.kind) {
      case 'mkdir':
        return say(entries.mkdir(null, path, operation.mode))
      case 'open': {
        const file = ns.open(null, path, operation.flags, 0o666)
        if (typeof file === 'number') return say(file)
        const count = file.write(content(operation.size))
        file.close()
        return say(count)
      }
      case 'unlink':
      case 'rmdir':
        return say(entries[operation.kind](null, path))
      case 'rename':
      case 'link':
        return say(entries[operation.kind](null, path, null, operation.newPath))
      case 'symlink':
        return say(entries.symlink(operation.target, null, path))
      case 'readlink':
        return say(ns.readlink(null, path))
      case 'stat': {
        const into = stat(this.#ns, '/')
        const answer = ns.stat(null, path, into, operation.follow ? 0 : AT_SYMLINK_NOFOLLOW)
        return answer === 0 ? factsOf(into.mode, into.nlink, into.size) : say(answer)
      }
      case 'list': {
        const file = ns.open(null, path, O_RDONLY | O_DIRECTORY)
        if (typeof file === 'number') return say(file)
        const names: string[] = []
        for (const entry = new DirectoryEntry(); file.readdir(entry) === 1;) names.push(entry.name)
        file.close()
        return names.filter((name) => name !== '.' && name !== '..').sort()
      }
      case 'read': {
        const file = ns.open(null, path, O_RDONLY)
        if (typeof file === 'number') return say(file)
        const facts = new FileStat()
        file.stat(facts)
        const buffer = new Uint8Array(facts.size)
        const count = file.read(buffer)
        file.close()
        return count < 0 ? say(count) : Array.from(buffer.subarray(0, count))
      }
      case 'truncate':
        return say(ns.truncate(null, path, operation.size))
      case 'chmod':
        break
    }
    return say(ns.chmod(null, path, operation.mode))
  }
}

/** The same on a folder of the host. */
export class OnHost {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  apply(operation: Operation): Answer {
    try {
      return this.#run(operation, `${this.#root}/${operation.path}`)
    } catch (error) {
      return this.#standardAnswer(
        operation,
        (error as NodeJS.ErrnoException).code ?? 'no error number',
      )
    }
  }

  #run(operation: Operation, path: string): Answer {
    switch (operation.kind) {
      case 'mkdir':
        host.mkdirSync(path, operation.mode)
        return 'ok'
      case 'open': {
        const file = host.openSync(path, operation.flags, 0o666)
        try {
          return host.writeSync(file, content(operation.size)) || 'ok'
        } finally {
          host.closeSync(file)
        }
      }
      case 'unlink':
        host.unlinkSync(path)
        return 'ok'
      case 'rmdir':
        host.rmdirSync(path)
        return 'ok'
      case 'rename':
        host.renameSync(path, `${this.#root}/${operation.newPath}`)
        return 'ok'
      case 'link':
        host.linkSync(path, `${this.#root}/${operation.newPath}`)
        return 'ok'
      case 'symlink':
        host.symlinkSync(operation.target, path)
        return 'ok'
      case 'readlink':
        return host.readlinkSync(path)
      case 'stat': {
        const { mode, nlink, size } = operation.follow ? host.statSync(path) : host.lstatSync(path)
        return factsOf(mode, nlink, size)
      }
      case 'list':
        return host.readdirSync(path).sort()
      case 'read':
        return Array.from(host.readFileSync(path))
      case 'truncate': {
        const file = host.openSync(path, O_WRONLY)
        host.ftruncateSync(file, operation.size)
        host.closeSync(file)
        return 'ok'
      }
      case 'chmod':
        break
    }
    host.chmodSync(path, operation.mode)
    return 'ok'
  }

  /** Where Linux answers another error number than the standard has. */
  #standardAnswer(operation: Operation, code: string): string {
    if (operation.kind === 'unlink' && code === 'EISDIR') return 'EPERM'
    if (operation.kind === 'rename' && code === 'ENOTEMPTY') {
      // A file over a directory that it is in.
      const from = host.lstatSync(`${this.#root}/${operation.path}`)
      return from.isDirectory() ? code : 'EISDIR'
    }
    return code
  }
}

/** Which of several faults of a rename is told is not specified: Linux looks at types earlier. */
function isOtherFault(ours: unknown, theirs: unknown): boolean {
  const types: unknown[] = ['EINVAL', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY']
  return ours === 'EACCES' && types.includes(theirs)
}

/** Applies all to both, which must answer the same; says which answers there were. */
export function compareAll(
  operations: readonly Operation[],
  ours: OnNamespace,
  theirs: OnHost,
): Set<string> {
  const answers = new Set<string>()
  for (const [index, each] of operations.entries()) {
    const [answer, ourAnswer] = [theirs.apply(each), ours.apply(each)]
    if (each.kind !== 'rename' || !isOtherFault(ourAnswer, answer))
      expect([index, each, ourAnswer]).toEqual([index, each, answer])
    answers.add(`${each.kind} ${typeof answer === 'string' ? answer : 'ok'}`)
  }
  return answers
}

/** Acts as a user without privileges. Needs root: only root can become somebody else, and back. */
export function asNobody(act: (uid: number) => void): void {
  const nobody = 65_534
  const groups = process.getgroups?.() ?? []
  process.setgroups?.([])
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
  try {
    act(nobody)
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
    process.setgroups?.(groups)
  }
}

/** Gives permissions back that operations took, so that the tree can be removed. */
export function makeRemovable(path: string): void {
  host.chmodSync(path, 0o700)
  for (const entry of host.readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) makeRemovable(`${path}/${entry.name}`)
}
