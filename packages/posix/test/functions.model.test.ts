// The same random operations on descriptors, through the functions of POSIX and on a folder of the
// host: the same results, errors and tree. Node has no `dup`: what descriptors of one description
// share is compared with a naive model instead.

import * as host from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  errnoName,
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  type Posix,
  SEEK_SET,
  Stat,
} from '../src/index.ts'
import { inProcess } from './posix-world.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 40)

const path = fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd')
const flags = fc.constantFrom(
  O_RDONLY,
  O_RDWR | O_CREAT,
  O_RDWR | O_CREAT,
  O_WRONLY | O_APPEND | O_CREAT,
  O_RDWR | O_APPEND,
  O_RDWR | O_CREAT | O_EXCL,
  O_RDWR | O_TRUNC,
)
const fd = fc.nat(4)
const size = fc.constantFrom(0, 1, 7, 4096, 5000)
const position = fc.constantFrom(0, 3, 4095, 9000)

const operation = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), path, flags }),
  fc.record({ kind: fc.constant('open' as const), path, flags }),
  fc.record({ kind: fc.constant('close' as const), fd }),
  fc.record({ kind: fc.constant('read' as const), fd, size }),
  fc.record({ kind: fc.constant('write' as const), fd, size }),
  fc.record({ kind: fc.constant('pread' as const), fd, size, position }),
  fc.record({ kind: fc.constant('pwrite' as const), fd, size, position }),
  fc.record({ kind: fc.constant('ftruncate' as const), fd, size }),
  fc.record({ kind: fc.constant('fstat' as const), fd }),
  fc.record({ kind: fc.constant('stat' as const), path }),
  fc.record({ kind: fc.constant('unlink' as const), path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
  fc.record({ kind: fc.constant('link' as const), path, to: path }),
  fc.record({ kind: fc.constant('mkdir' as const), path: fc.constant('d') }),
  fc.record({ kind: fc.constant('rmdir' as const), path: fc.constant('d') }),
)
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never
type Answer = string | readonly number[]

const notOpen = 999
let mark = 0
const content = (length: number, first: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + i) % 251)

const isDirectory = (mode: number): boolean => (mode & 0o170000) === 0o040000
const factsOf = (mode: number, nlink: number, bytes: number): Answer =>
  isDirectory(mode) ? [mode] : [mode, nlink, bytes]

/** Ours. Descriptors are those that the operations have opened, in order; closed ones stay in it. */
class Ours {
  readonly #posix: Posix
  readonly #fds: number[] = []

  constructor(posix: Posix) {
    this.#posix = posix
  }

  async apply(each: Operation, first: number): Promise<Answer> {
    const posix = this.#posix
    const file = 'fd' in each ? (this.#fds[each.fd % Math.max(this.#fds.length, 1)] ?? notOpen) : -1
    switch (each.kind) {
      case 'open': {
        const opened = await posix.open(`/tmp/${each.path}`, each.flags, 0o644)
        if (opened >= 0) this.#fds.push(opened)
        return this.#say(Math.min(opened, 0))
      }
      case 'read':
      case 'pread': {
        const into = new Uint8Array(each.size)
        const count = await (each.kind === 'read'
          ? posix.read(file, into)
          : posix.pread(file, into, each.size, each.position))
        return count < 0 ? this.#say(count) : [count, ...into]
      }
      case 'write':
        return this.#say(await posix.write(file, content(each.size, first)))
      case 'pwrite': {
        const from = content(each.size, first)
        return this.#say(await posix.pwrite(file, from, each.size, each.position))
      }
      case 'ftruncate':
        return this.#say(await posix.ftruncate(file, each.size))
      case 'fstat':
      case 'stat': {
        const into = new Stat()
        const answer = await (each.kind === 'stat'
          ? posix.stat(`/tmp/${each.path}`, into)
          : posix.fstat(file, into))
        return answer < 0 ? this.#say(answer) : factsOf(into.st_mode, into.st_nlink, into.st_size)
      }
      case 'close':
        this.#fds[this.#fds.indexOf(file)] = notOpen
        return this.#say(await posix.close(file))
      case 'rename':
      case 'link':
        return this.#say(await posix[each.kind](`/tmp/${each.path}`, `/tmp/${each.to}`))
      case 'mkdir':
        return this.#say(await posix.mkdir(`/tmp/${each.path}`, 0o755))
      default:
        return this.#say(await posix[each.kind](`/tmp/${each.path}`))
    }
  }

  #say(answer: number): string {
    return answer >= 0 ? String(answer) : (errnoName(this.#posix.errno) ?? 'none')
  }
}

/** Those of the host. A closed descriptor must not be used again: the host may have given it away. */
class Theirs {
  readonly #root: string
  readonly #fds: (number | null)[] = []

  constructor(root: string) {
    this.#root = root
    host.mkdirSync(root)
  }

  apply(each: Operation, first: number): Answer {
    try {
      return this.#run(each, first)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error)
      return this.#standard(each, code)
    }
  }

  #run(each: Operation, first: number): Answer {
    const index = 'fd' in each ? each.fd % Math.max(this.#fds.length, 1) : -1
    const file = 'fd' in each ? (this.#fds[index] ?? 100_000) : -1
    const at = 'path' in each ? `${this.#root}/${each.path}` : ''
    switch (each.kind) {
      case 'open':
        this.#fds.push(host.openSync(at, each.flags, 0o644))
        return '0'
      case 'read':
      case 'pread': {
        const into = new Uint8Array(each.size)
        // Without bytes Node asks nobody.
        if (each.size === 0) return 'skip'
        const from = each.kind === 'read' ? null : each.position
        return [host.readSync(file, into, 0, each.size, from), ...into]
      }
      case 'write':
        return String(host.writeSync(file, content(each.size, first)))
      case 'pwrite': {
        // Linux appends, whatever the position; the standard writes there.
        const from = content(each.size, first)
        return String(host.writeSync(file, from, 0, each.size, each.position))
      }
      case 'ftruncate':
        host.ftruncateSync(file, each.size)
        return '0'
      case 'fstat':
      case 'stat': {
        const {
          mode,
          nlink,
          size: bytes,
        } = each.kind === 'stat' ? host.statSync(at) : host.fstatSync(file)
        return factsOf(mode, nlink, bytes)
      }
      case 'close':
        host.closeSync(file)
        this.#fds[index] = null
        return '0'
      case 'rename':
      case 'link':
        host[`${each.kind}Sync`](at, `${this.#root}/${each.to}`)
        return '0'
      case 'mkdir':
        host.mkdirSync(at, 0o755)
        return '0'
      case 'rmdir':
        host.rmdirSync(at)
        return '0'
      default:
        host.unlinkSync(at)
        return '0'
    }
  }

  /** Where Linux answers otherwise than the standard. */
  #standard(each: Operation, code: string): string {
    if (each.kind === 'unlink' && code === 'EISDIR') return 'EPERM'
    if (each.kind === 'rename' && code === 'ENOTEMPTY' && !each.path.endsWith('d')) return 'EISDIR'
    return code
  }

  end(): void {
    for (const each of this.#fds) if (each !== null) host.closeSync(each)
  }
}

/** Where the two answer differently; undefined if nowhere. Adds what was answered. */
async function firstDifference(
  posix: Posix,
  root: string,
  operations: readonly Operation[],
  answers: Set<string>,
): Promise<unknown> {
  const [ours, theirs] = [new Ours(posix), new Theirs(root)]
  const appends = new Set<number>()
  let opened = 0
  try {
    for (const [index, each] of operations.entries()) {
      // A positioned write to an O_APPEND file is where Linux and the standard differ.
      if (each.kind === 'pwrite' && appends.has(each.fd % Math.max(opened, 1))) continue
      const first = mark++ % 251
      const [answer, expected] = [await ours.apply(each, first), theirs.apply(each, first)]
      if (expected !== 'skip' && String(answer) !== String(expected))
        return { index, each, answer: String(answer), expected: String(expected) }
      if (each.kind === 'open' && answer === '0') {
        if ((each.flags & O_APPEND) !== 0) appends.add(opened)
        opened++
      }
      answers.add(`${each.kind} ${typeof answer === 'string' && answer > '9' ? answer : 'ok'}`)
    }
    return undefined
  } finally {
    theirs.end()
  }
}

test.runIf(process.platform === 'linux')('random operations do what the host does', async () => {
  const answers = new Set<string>()
  const base = host.mkdtempSync(join(tmpdir(), 'kos-posix-functions-'))
  const before = process.umask(0o022)
  let round = 0
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60, size: 'max' }), async (operations) => {
        const root = join(base, String(round++))
        const difference = await inProcess((posix) =>
          firstDifference(posix, root, operations, answers),
        )
        expect(difference).toBe(undefined)
      }),
      { numRuns: runs },
    )
  } finally {
    process.umask(before)
    host.rmSync(base, { recursive: true, force: true })
  }
  expect(answers.size).toBeGreaterThan(25)
})

const shared = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), fd: fc.nat(3), size: fc.nat(9) }),
  fc.record({ kind: fc.constant('read' as const), fd: fc.nat(3), size: fc.nat(9) }),
  fc.record({ kind: fc.constant('seek' as const), fd: fc.nat(3), to: fc.nat(30) }),
  fc.record({ kind: fc.constant('dup' as const), fd: fc.nat(3) }),
  fc.record({ kind: fc.constant('close' as const), fd: fc.nat(3) }),
)

test('descriptors of one description share its offset, as in a naive model', async () => {
  await inProcess(async (posix) => {
    await fc.assert(
      fc.asyncProperty(fc.array(shared, { maxLength: 40 }), async (operations) => {
        const model = { bytes: [] as number[], offset: 0 }
        const fds = [await posix.open('/tmp/shared', O_RDWR | O_CREAT | O_TRUNC, 0o644)]
        for (const each of operations) {
          const file = fds[each.fd % fds.length] as number
          if (each.kind === 'write') {
            const from = content(each.size, mark++ % 251)
            expect(await posix.write(file, from)).toBe(each.size)
            if (each.size === 0) continue
            while (model.bytes.length < model.offset) model.bytes.push(0)
            model.bytes.splice(model.offset, each.size, ...from)
            model.offset += each.size
          } else if (each.kind === 'read') {
            const into = new Uint8Array(each.size)
            const expected = model.bytes.slice(model.offset, model.offset + each.size)
            expect(await posix.read(file, into)).toBe(expected.length)
            expect([...into.subarray(0, expected.length)]).toEqual(expected)
            model.offset += expected.length
          } else if (each.kind === 'seek') {
            expect(await posix.lseek(file, each.to, SEEK_SET)).toBe(each.to)
            model.offset = each.to
          } else if (each.kind === 'dup') fds.push(await posix.dup(file))
          else if (fds.length > 1) {
            expect(await posix.close(file)).toBe(0)
            fds.splice(fds.indexOf(file), 1)
          }
        }
        for (const each of fds) await posix.close(each)
      }),
      { numRuns: 60 },
    )
  })
})
