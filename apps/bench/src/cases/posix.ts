// File systems: what operations on paths and open files cost beside the same calls of memfs, and
// whether a path is found as fast among a million files as among a thousand.
import { Volume } from 'memfs'
import {
  DirectoryEntry,
  FileStat,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  OpenFile,
} from '@kos/posix'
import { defineCase, own, peer } from '../case.ts'
import type { RatioCase, Side } from '../case.ts'
import { consume } from '../sink.ts'

/** Both sides work on these: a file of 1 MiB, and a directory of 100 files, three levels deep. */
const file = '/home/user/file'
const directory = '/home/user/many'
const fileBytes = 1 << 20
const block = 4096
const blocks = fileBytes / block
const entries = 100
/** An appended file is cut when it has so many blocks, by both sides. */
const mostAppended = 256

/** As a file system on a host: with the time of the clock of this process. */
function newNamespace(): Namespace {
  const clock = {
    read(into: { seconds: number; nanoseconds: number }): void {
      const now = Date.now()
      into.seconds = Math.floor(now / 1000)
      into.nanoseconds = (now % 1000) * 1_000_000
    },
  }
  return new Namespace(new MountTable(new MemoryFileSystem({ clock })))
}

function opened(answer: OpenFile | number): OpenFile {
  if (typeof answer === 'number') throw new Error(`Not opened: ${answer}`)
  return answer
}

function ours(): Namespace {
  const namespace = newNamespace()
  for (const path of ['/home', '/home/user', directory])
    mustBe(namespace.entries.mkdir(null, path, 0o755), 0)
  const made = opened(namespace.open(null, file, O_CREAT | O_RDWR, 0o644))
  mustBe(made.write(new Uint8Array(fileBytes).fill(1)), fileBytes)
  made.close()
  for (let i = 0; i < entries; i++)
    opened(namespace.open(null, `${directory}/file-${i}`, O_CREAT, 0o644)).close()
  return namespace
}

function theirs(): Volume {
  const volume = new Volume()
  volume.mkdirSync(directory, { recursive: true })
  volume.writeFileSync(file, Buffer.alloc(fileBytes, 1))
  for (let i = 0; i < entries; i++) volume.writeFileSync(`${directory}/file-${i}`, '')
  return volume
}

function mustBe(answer: number, expected: number): void {
  if (answer !== expected) throw new Error(`${answer} in place of ${expected}`)
}

function side(start: Side['start']): Side {
  return { awaits: false, start }
}

/** Reads 4 KiB at positions that go round in a file. */
export const posixPread: RatioCase = defineCase({
  name: 'posix/fs-pread-4K',
  ...side(() => {
    const from = opened(ours().open(null, file, O_RDONLY))
    const into = new Uint8Array(block)
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum += from.pread(at * block, into, 0, block)
        at = (at + 1) % blocks
      }
      mustBe(sum, iterations * block)
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        const fd = volume.openSync(file, 'r')
        const into = new Uint8Array(block)
        let at = 0
        return (iterations) => {
          let sum = 0
          for (let i = 0; i < iterations; i++) {
            sum += volume.readSync(fd, into, 0, block, at * block)
            at = (at + 1) % blocks
          }
          mustBe(sum, iterations * block)
        }
      }),
    ),
  ],
})

/** Opens a file by its path, and closes it. */
export const posixOpenClose: RatioCase = defineCase({
  name: 'posix/fs-open-close',
  ...side(() => {
    const namespace = ours()
    return (iterations) => {
      for (let i = 0; i < iterations; i++)
        mustBe(opened(namespace.open(null, file, O_RDONLY)).close(), 0)
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        return (iterations) => {
          for (let i = 0; i < iterations; i++) volume.closeSync(volume.openSync(file, 'r'))
        }
      }),
    ),
  ],
})

/** The attributes of a file by its path: a record for each call on both sides. */
export const posixStat: RatioCase = defineCase({
  name: 'posix/fs-stat',
  ...side(() => {
    const namespace = ours()
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        const stat = new FileStat()
        mustBe(namespace.stat(null, file, stat), 0)
        sum += stat.size
      }
      mustBe(sum, iterations * fileBytes)
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        return (iterations) => {
          let sum = 0
          for (let i = 0; i < iterations; i++) sum += volume.statSync(file).size
          mustBe(sum, iterations * fileBytes)
        }
      }),
    ),
  ],
})

/** The names in a directory of 100 files, as an array. */
export const posixReaddir: RatioCase = defineCase({
  name: 'posix/fs-readdir-100',
  ...side(() => {
    const namespace = ours()
    const entry = new DirectoryEntry()
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        const names: string[] = []
        const from = opened(namespace.open(null, directory, O_RDONLY))
        while (from.readdir(entry) === 1) names.push(entry.name)
        from.close()
        // `.` and `..` are there, too.
        mustBe(names.length, entries + 2)
      }
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        return (iterations) => {
          for (let i = 0; i < iterations; i++) mustBe(volume.readdirSync(directory).length, entries)
        }
      }),
    ),
  ],
})

/** Appends 4 KiB to a file, which is cut when it has 1 MiB. */
export const posixAppend: RatioCase = defineCase({
  name: 'posix/fs-write-append-4K',
  ...side(() => {
    const namespace = ours()
    const to = opened(namespace.open(null, '/log', O_CREAT | O_RDWR | O_APPEND | O_TRUNC, 0o644))
    const from = new Uint8Array(block).fill(1)
    let appended = 0
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        mustBe(to.write(from, 0, block), block)
        if (++appended % mostAppended === 0) to.truncate(0)
      }
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        const fd = volume.openSync('/log', 'a')
        const from = new Uint8Array(block).fill(1)
        let appended = 0
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            mustBe(volume.writeSync(fd, from, 0, block), block)
            if (++appended % mostAppended === 0) volume.ftruncateSync(fd, 0)
          }
        }
      }),
    ),
  ],
})

/** Renames a file there and back. */
export const posixRename: RatioCase = defineCase({
  name: 'posix/fs-rename',
  ...side(() => {
    const namespace = ours()
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        mustBe(namespace.entries.rename(null, file, null, '/home/user/other'), 0)
        mustBe(namespace.entries.rename(null, '/home/user/other', null, file), 0)
      }
    }
  }),
  against: [
    peer(
      'memfs',
      side(() => {
        const volume = theirs()
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            volume.renameSync(file, '/home/user/other')
            volume.renameSync('/home/user/other', file)
          }
        }
      }),
    ),
  ],
})

const depth = 20
const perDirectory = 100

/** Looks up the same few paths, 20 directories deep, where so many other files are. */
function lookUp(files: number): Side {
  return side(() => {
    const namespace = newNamespace()
    for (let i = 0; i < files; i++) {
      const group = `/group-${Math.floor(i / perDirectory)}`
      if (i % perDirectory === 0) mustBe(namespace.entries.mkdir(null, group, 0o755), 0)
      mustBe(namespace.entries.mknod(null, `${group}/file-${i}`, 0o644), 0)
    }
    const paths = Array.from({ length: 8 }, (_, i) => deepFile(namespace, i))
    const stat = new FileStat()
    return (iterations) => {
      for (let i = 0; i < iterations; i++)
        mustBe(namespace.stat(null, paths[i & 7] as string, stat), 0)
      consume(stat.ino)
    }
  })
}

function deepFile(namespace: Namespace, number: number): string {
  let path = ''
  for (let level = 1; level < depth; level++) {
    path += `/deep-${number}-${level}`
    mustBe(namespace.entries.mkdir(null, path, 0o755), 0)
  }
  path += '/file'
  mustBe(namespace.entries.mknod(null, path, 0o644), 0)
  return path
}

/** A path of 20 components among a million files. */
export const posixLookup: RatioCase = defineCase({
  name: 'posix/fs-lookup-depth-20',
  ...lookUp(1_000_000),
  against: [own('among a thousand files', lookUp(1_000))],
})
