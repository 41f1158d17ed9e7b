// The functions of POSIX as a program calls them, on files in the memory of its process: beside the
// same calls of packages that have a file system in memory. Ours resolve promises, theirs return.
import { fs, configureSingle, InMemory } from '@zenfs/core'
import { Volume } from 'memfs'
import { allowAll, createFullKernel } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import {
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  type Posix,
  posix as posixOf,
  Stat,
} from '@kos/posix'
import { defineCase, peer } from '../case.ts'
import type { Batch, RatioCase, Reference, Side } from '../case.ts'
import { Rounds } from './rounds.ts'

/** All sides work on these: a file of 1 MiB, and a directory of 100 files, three levels deep. */
const file = '/home/user/file'
const other = '/home/user/other'
const directory = '/home/user/many'
const log = '/log'
const fileBytes = 1 << 20
const block = 4096
const blocks = fileBytes / block
const entries = 100
/** An appended file is cut when it has so many blocks, by all sides. */
const mostAppended = 256

/** What is used of the modules that look like `node:fs`. */
interface NodeFs {
  mkdirSync(path: string, options: { recursive: true }): unknown
  writeFileSync(path: string, data: string | Uint8Array): void
  openSync(path: string, flags: string): number
  closeSync(fd: number): void
  readSync(fd: number, into: Uint8Array, at: number, length: number, position: number): number
  writeSync(fd: number, from: Uint8Array, at: number, length: number): number
  ftruncateSync(fd: number, size: number): void
  statSync(path: string): { readonly size: number }
  readdirSync(path: string): readonly unknown[]
  renameSync(from: string, to: string): void
}

function mustBe(answer: number, expected: number): void {
  if (answer !== expected) throw new Error(`${answer} in place of ${expected}`)
}

async function fill(posix: Posix): Promise<void> {
  for (const path of ['/home', '/home/user', directory]) mustBe(await posix.mkdir(path, 0o755), 0)
  const fd = await posix.open(file, O_CREAT | O_WRONLY, 0o644)
  mustBe(await posix.write(fd, new Uint8Array(fileBytes).fill(1)), fileBytes)
  await posix.close(fd)
  for (let i = 0; i < entries; i++)
    await posix.close(await posix.creat(`${directory}/file-${i}`, 0o644))
}

/** A program that does as many rounds as it is told to. */
function ours(make: (posix: Posix) => Promise<(count: number) => Promise<void>>): Side {
  return {
    awaits: true,
    start: () => {
      const kernel = createFullKernel({ security: allowAll() })
      kernel.spawn(null, { name: 'Program' })
      const rounds = new Rounds()
      void kernel.as('Program', async (kos: Kos) => {
        const posix = posixOf(kos)
        await fill(posix)
        const run = await make(posix)
        for (;;) {
          await run(await rounds.next())
          rounds.finish()
        }
      })
      return rounds.batch
    },
  }
}

function prepared(nodeFs: NodeFs): NodeFs {
  nodeFs.mkdirSync(directory, { recursive: true })
  nodeFs.writeFileSync(file, Buffer.alloc(fileBytes, 1))
  for (let i = 0; i < entries; i++) nodeFs.writeFileSync(`${directory}/file-${i}`, '')
  return nodeFs
}

/** The same calls of memfs and of ZenFS. */
function theirs(make: (nodeFs: NodeFs) => Batch): readonly Reference[] {
  return [
    peer('memfs', {
      awaits: false,
      start: () => make(prepared(new Volume() as unknown as NodeFs)),
    }),
    peer('@zenfs/core', {
      awaits: false,
      start: async () => {
        await configureSingle({ backend: InMemory })
        return make(prepared(fs as unknown as NodeFs))
      },
    }),
  ]
}

/** Reads 4 KiB at positions that go round in a file. */
export const posixFunctionPread: RatioCase = defineCase({
  name: 'posix/pread-4K',
  ...ours(async (posix) => {
    const fd = await posix.open(file, O_RDONLY)
    const into = new Uint8Array(block)
    let at = 0
    return async (count) => {
      let sum = 0
      for (let i = 0; i < count; i++) {
        sum += await posix.pread(fd, into, block, at * block)
        at = (at + 1) % blocks
      }
      mustBe(sum, count * block)
    }
  }),
  against: theirs((nodeFs) => {
    const fd = nodeFs.openSync(file, 'r')
    const into = new Uint8Array(block)
    let at = 0
    return (count) => {
      let sum = 0
      for (let i = 0; i < count; i++) {
        sum += nodeFs.readSync(fd, into, 0, block, at * block)
        at = (at + 1) % blocks
      }
      mustBe(sum, count * block)
    }
  }),
})

/** Opens a file by its path, and closes it. */
export const posixFunctionOpen: RatioCase = defineCase({
  name: 'posix/open-close',
  ...ours(async (posix) => async (count) => {
    for (let i = 0; i < count; i++) mustBe(await posix.close(await posix.open(file, O_RDONLY)), 0)
  }),
  against: theirs((nodeFs) => (count) => {
    for (let i = 0; i < count; i++) nodeFs.closeSync(nodeFs.openSync(file, 'r'))
  }),
})

/** The attributes of a file by its path: a record for each call on all sides. */
export const posixFunctionStat: RatioCase = defineCase({
  name: 'posix/stat',
  ...ours(async (posix) => async (count) => {
    let sum = 0
    for (let i = 0; i < count; i++) {
      const stat = new Stat()
      mustBe(await posix.stat(file, stat), 0)
      sum += stat.st_size
    }
    mustBe(sum, count * fileBytes)
  }),
  against: theirs((nodeFs) => (count) => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += nodeFs.statSync(file).size
    mustBe(sum, count * fileBytes)
  }),
})

/** The names in a directory of 100 files, as an array. */
export const posixFunctionReaddir: RatioCase = defineCase({
  name: 'posix/readdir-100',
  ...ours(async (posix) => async (count) => {
    for (let i = 0; i < count; i++) {
      const names: string[] = []
      const dirp = await posix.opendir(directory)
      if (dirp === null) throw new Error('not opened')
      for (let entry = await posix.readdir(dirp); entry !== null; entry = await posix.readdir(dirp))
        names.push(entry.d_name)
      await posix.closedir(dirp)
      // `.` and `..` are there, too.
      mustBe(names.length, entries + 2)
    }
  }),
  against: theirs((nodeFs) => (count) => {
    for (let i = 0; i < count; i++) mustBe(nodeFs.readdirSync(directory).length, entries)
  }),
})

/** Appends 4 KiB to a file, which is cut when it has 1 MiB. */
export const posixFunctionAppend: RatioCase = defineCase({
  name: 'posix/write-append-4K',
  ...ours(async (posix) => {
    const fd = await posix.open(log, O_CREAT | O_RDWR | O_APPEND | O_TRUNC, 0o644)
    const from = new Uint8Array(block).fill(1)
    let appended = 0
    return async (count) => {
      for (let i = 0; i < count; i++) {
        mustBe(await posix.write(fd, from, block), block)
        if (++appended % mostAppended === 0) await posix.ftruncate(fd, 0)
      }
    }
  }),
  against: theirs((nodeFs) => {
    const fd = nodeFs.openSync(log, 'a')
    const from = new Uint8Array(block).fill(1)
    let appended = 0
    return (count) => {
      for (let i = 0; i < count; i++) {
        mustBe(nodeFs.writeSync(fd, from, 0, block), block)
        if (++appended % mostAppended === 0) nodeFs.ftruncateSync(fd, 0)
      }
    }
  }),
})

/** Renames a file there and back. */
export const posixFunctionRename: RatioCase = defineCase({
  name: 'posix/rename',
  ...ours(async (posix) => async (count) => {
    for (let i = 0; i < count; i++) {
      mustBe(await posix.rename(file, other), 0)
      mustBe(await posix.rename(other, file), 0)
    }
  }),
  against: theirs((nodeFs) => (count) => {
    for (let i = 0; i < count; i++) {
      nodeFs.renameSync(file, other)
      nodeFs.renameSync(other, file)
    }
  }),
})
