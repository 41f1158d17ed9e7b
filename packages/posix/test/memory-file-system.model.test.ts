// The same random operations on a file system in memory and on a naive model of it: the same
// answers, links, data and charges after each of them, also when space runs out.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf, statOf } from '@kos/posix/conformance'
import { FileStat, MemoryFileSystem, SET_SIZE } from '../src/index.ts'
import { ManualClock } from './manual-clock.ts'
import { NaiveFileSystem } from './naive-file-system.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 1500)
const capacity = 5 * 4096
const names = ['a', 'b', 'c', 'a-much-longer-name']

// Inodes are drawn by index among all that ever were.
const ino = fc.nat({ max: 12 })
const name = fc.constantFrom(...names)
const position = fc.constantFrom(0, 1, 100, 4095, 4096, 8000)
const count = fc.constantFrom(1, 3, 200, 4096, 9000)
const operation = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), ino, name }),
  fc.record({ kind: fc.constant('mkdir' as const), ino, name }),
  fc.record({
    kind: fc.constant('symlink' as const),
    ino,
    name,
    target: fc.constantFrom('t', 'target'),
  }),
  fc.record({ kind: fc.constant('link' as const), ino, other: ino, name }),
  fc.record({ kind: fc.constant('unlink' as const), ino, name }),
  fc.record({ kind: fc.constant('rmdir' as const), ino, name }),
  fc.record({ kind: fc.constant('rename' as const), ino, name, other: ino, newName: name }),
  fc.record({
    kind: fc.constant('write' as const),
    ino,
    position,
    count,
    byte: fc.nat({ max: 255 }),
  }),
  fc.record({ kind: fc.constant('read' as const), ino, position, count }),
  fc.record({ kind: fc.constant('truncate' as const), ino, size: position }),
  fc.record({ kind: fc.constant('open' as const), ino }),
  fc.record({ kind: fc.constant('release' as const), ino }),
)
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never

class Pair {
  readonly fs = new MemoryFileSystem({ clock: new ManualClock(), bytes: capacity })
  readonly model = new NaiveFileSystem(this.fs.root, capacity)
  readonly inos: number[] = [this.fs.root]

  run(operation: Operation): void {
    const at = this.#ino(operation.ino)
    const { fs, model } = this
    switch (operation.kind) {
      case 'create':
      case 'mkdir':
      case 'symlink':
        return this.#make(operation, at)
      case 'link': {
        const [other, name] = [this.#ino(operation.other), operation.name]
        return this.#same(fs.link(at, other, name), model.link(at, other, name))
      }
      case 'unlink':
      case 'rmdir': {
        const { kind, name } = operation
        return this.#same(fs[kind](at, name), model.remove(at, name, kind === 'rmdir'))
      }
      case 'rename': {
        const { name, newName } = operation
        const other = this.#ino(operation.other)
        const answer = fs.rename(at, name, other, newName)
        return this.#same(answer, model.rename(at, name, other, newName))
      }
      case 'write': {
        const { position, count, byte } = operation
        const answer = fs.write(at, position, new Uint8Array(count).fill(byte), 0, count)
        const expected = model.write(at, position, byte, count)
        expect(answer < 0 ? outcomeOf(answer) : answer).toBe(expected)
        return
      }
      case 'read': {
        const { position, count } = operation
        const into = new Uint8Array(count)
        const answer = fs.read(at, position, into, 0, count)
        const seen = answer < 0 ? outcomeOf(answer) : Array.from(into.subarray(0, answer))
        expect(seen).toEqual(model.read(at, position, count))
        return
      }
      case 'truncate': {
        const stat = Object.assign(new FileStat(), { size: operation.size })
        return this.#same(fs.setattr(at, SET_SIZE, stat), model.truncate(at, operation.size))
      }
      case 'open':
        return this.#same(fs.open(at), model.open(at))
      case 'release':
        return this.#same(fs.release(at), model.release(at))
    }
  }

  /** Everything that can be seen is the same. */
  compare(): void {
    const { fs, model } = this
    expect([fs.usedBytes, fs.usedInodes]).toEqual([model.used(), model.nodes.size])
    for (const [ino, { nlink, kind, bytes, pages, entries }] of model.nodes) {
      const stat = statOf(fs, ino)
      expect([stat.nlink, stat.blocks]).toEqual([nlink, 8 * pages.size])
      if (kind === 'file') expect(stat.size).toBe(bytes.length)
      for (const [name, child] of entries) expect(fs.lookup(ino, name)).toBe(child)
    }
  }

  /** Releases and removes everything. */
  clear(): void {
    const { fs, model } = this
    for (const [ino, { opens }] of model.nodes)
      for (let i = 0; i < opens; i++) this.#same(fs.release(ino), model.release(ino))
    while (model.nodes.size > 1)
      for (const [ino, { entries }] of model.nodes)
        for (const name of entries.keys()) {
          fs.unlink(ino, name)
          fs.rmdir(ino, name)
          model.remove(ino, name, false)
          model.remove(ino, name, true)
        }
    expect([fs.usedBytes, fs.usedInodes]).toEqual([0, 1])
  }

  #ino(index: number): number {
    return this.inos[index % this.inos.length] as number
  }

  #make(operation: Operation & { kind: 'create' | 'mkdir' | 'symlink' }, at: number): void {
    const { fs, model } = this
    const { kind, name } = operation
    const target = kind === 'symlink' ? operation.target : ''
    const fault = model.newFault(at, name, 2 * target.length)
    const made =
      kind === 'symlink' ? fs.symlink(at, name, target, 0, 0) : fs[kind](at, name, 0o755, 0, 0)
    expect(outcomeOf(made)).toBe(fault ?? 'ok')
    if (fault !== null) return
    model.make(
      at,
      name,
      made,
      ({ create: 'file', mkdir: 'dir', symlink: 'link' } as const)[kind],
      target,
    )
    if (!this.inos.includes(made)) this.inos.push(made)
  }

  #same(answer: number, expected: string): void {
    expect(outcomeOf(answer)).toBe(expected)
  }
}

test('random operations do what the model does, and leave nothing', () => {
  const answers = new Set<string>()
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
      const pair = new Pair()
      for (const each of operations) {
        pair.run(each)
        pair.compare()
        answers.add(each.kind)
      }
      pair.clear()
    }),
    { numRuns: runs },
  )
  expect(answers.size).toBe(12)
})
