// Random operations on a file system, and how they are made on it: files are drawn by index among all
// that ever were, so the same operations can be made on two file systems at once.

import { FileStat, type FileSystem, SET_SIZE } from '@kos/posix'
import { outcomeOf } from '@kos/posix/conformance'
import * as fc from 'fast-check'

const names = [
  'A.TXT',
  'b',
  'a much longer name.text',
  'Grüße 🦉.md',
  'another long name of a file',
]

const file = fc.nat({ max: 10 })
const name = fc.constantFrom(...names)
const position = fc.constantFrom(0, 1, 511, 512, 1500, 2048, 5000, 20_000)
const count = fc.constantFrom(1, 3, 512, 700, 2048, 9000)

/** One operation. */
export const operation = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), file, name }),
  fc.record({ kind: fc.constant('mkdir' as const), file, name }),
  fc.record({ kind: fc.constant('unlink' as const), file, name }),
  fc.record({ kind: fc.constant('rmdir' as const), file, name }),
  fc.record({ kind: fc.constant('rename' as const), file, name, other: file, newName: name }),
  fc.record({
    kind: fc.constant('write' as const),
    file,
    position,
    count,
    byte: fc.nat({ max: 255 }),
  }),
  fc.record({ kind: fc.constant('read' as const), file, position, count }),
  fc.record({ kind: fc.constant('truncate' as const), file, size: position }),
  fc.record({ kind: fc.constant('open' as const), file }),
  fc.record({ kind: fc.constant('release' as const), file }),
  fc.record({ kind: fc.constant('fsync' as const), file }),
  fc.record({ kind: fc.constant('store' as const) }),
  fc.record({ kind: fc.constant('forget' as const) }),
)
export type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never

/** Makes operations on one file system. */
export class Actor {
  readonly fs: FileSystem
  readonly #inos: number[]

  constructor(fs: FileSystem) {
    this.fs = fs
    this.#inos = [fs.root]
  }

  /** What an operation answers: data, `ok` or the name of an error. */
  act(operation: Operation): string {
    const { fs } = this
    switch (operation.kind) {
      case 'create':
      case 'mkdir': {
        const made = fs[operation.kind](this.#ino(operation.file), operation.name, 0o755, 0, 0)
        if (made > 0) this.know(made)
        return outcomeOf(made)
      }
      case 'unlink':
      case 'rmdir':
        return outcomeOf(fs[operation.kind](this.#ino(operation.file), operation.name))
      case 'rename': {
        const [from, to] = [this.#ino(operation.file), this.#ino(operation.other)]
        return outcomeOf(fs.rename(from, operation.name, to, operation.newName))
      }
      case 'write': {
        const { position, count, byte } = operation
        // The bytes differ, so none can take the place of another.
        const bytes = Uint8Array.from({ length: count }, (_, at) => byte + at * 7)
        const answer = fs.write(this.#ino(operation.file), position, bytes, 0, count)
        return answer < 0 ? outcomeOf(answer) : String(answer)
      }
      case 'read': {
        const into = new Uint8Array(operation.count)
        const { position, count } = operation
        const answer = fs.read(this.#ino(operation.file), position, into, 0, count)
        return answer < 0 ? outcomeOf(answer) : into.subarray(0, answer).join()
      }
      case 'truncate': {
        const stat = Object.assign(new FileStat(), { size: operation.size })
        return outcomeOf(fs.setattr(this.#ino(operation.file), SET_SIZE, stat))
      }
      case 'open':
      case 'release':
      case 'fsync':
        return outcomeOf(fs[operation.kind](this.#ino(operation.file)))
      case 'store':
      case 'forget':
        return 'ok'
    }
  }

  /** Ends all uses. */
  releaseAll(): void {
    for (const ino of this.#inos) while (this.fs.release(ino) >= 0);
  }

  /** All numbers that files had. */
  get inos(): readonly number[] {
    return this.#inos
  }

  /** A number that is used again is no longer that of the file before. */
  know(ino: number): void {
    const old = this.#inos.indexOf(ino)
    if (old >= 0) this.#inos[old] = -1
    this.#inos.push(ino)
  }

  #ino(index: number): number {
    return this.#inos[index % this.#inos.length] as number
  }
}
