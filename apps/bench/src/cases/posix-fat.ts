// FAT32: what reading a file costs through its cache, beside a file system in memory.
import { FileStat, type FileSystem, MemoryFileSystem, SET_SIZE } from '@kos/posix'
import { FatFileSystem, formatFat32, memoryDevice } from '@kos/posix/fat'
import type { Kos } from '@kos/libkos'
import { defineCase, own } from '../case.ts'
import type { RatioCase, Side } from '../case.ts'

const block = 65_536
const fileBytes = 1 << 20
const blocks = fileBytes / block
const restart = -85
const clock = { read: () => {} }

/** Locks of one thread are free. */
const kos = { KosMutexLock: async () => {}, KosMutexUnlock: () => {} } as unknown as Kos

/** Makes an operation, again as long as it must be. */
async function settled(fileSystem: FileSystem, operation: () => number): Promise<number> {
  for (;;) {
    const answer = operation()
    if (answer !== restart) return answer
    await fileSystem.settle?.(kos)
  }
}

async function fatWithFile(): Promise<{ fileSystem: FileSystem; ino: number }> {
  const device = memoryDevice(new Uint8Array(8 << 20))
  const made = await formatFat32(kos, device, { clusterSectors: 8, allowFewClusters: true })
  const fat = await FatFileSystem.mount(kos, device, { clock, cacheSectors: 4096 })
  if (made !== 0 || typeof fat === 'number') throw new Error('not mounted')
  return { fileSystem: fat, ino: await fill(fat) }
}

async function fill(fileSystem: FileSystem): Promise<number> {
  const { root } = fileSystem
  const ino = await settled(fileSystem, () => fileSystem.create(root, 'file', 0o644, 0, 0))
  const size = Object.assign(new FileStat(), { size: 0 })
  await settled(fileSystem, () => fileSystem.setattr(ino, SET_SIZE, size))
  const bytes = new Uint8Array(block).fill(1)
  for (let at = 0; at < fileBytes; at += block)
    await settled(fileSystem, () => fileSystem.write(ino, at, bytes, 0, block))
  return ino
}

function reading(make: () => Promise<{ fileSystem: FileSystem; ino: number }>): Side {
  return {
    awaits: false,
    async start() {
      const { fileSystem, ino } = await make()
      const into = new Uint8Array(block)
      for (let at = 0; at < fileBytes; at += block)
        await settled(fileSystem, () => fileSystem.read(ino, at, into, 0, block))
      let at = 0
      return (iterations: number) => {
        let sum = 0
        for (let i = 0; i < iterations; i++) {
          sum += fileSystem.read(ino, at * block, into, 0, block)
          at = (at + 1) % blocks
        }
        if (sum !== iterations * block) throw new Error(`${sum} bytes`)
      }
    },
  }
}

/** Reads 64 KiB, one after the other, of a file of 1 MiB whose sectors are in the cache. */
export const posixFatRead: RatioCase = defineCase({
  name: 'posix/fat-read-64K',
  ...reading(fatWithFile),
  against: [
    own(
      'a file system in memory',
      reading(async () => {
        const fileSystem = new MemoryFileSystem({ clock })
        return { fileSystem, ino: await fill(fileSystem) }
      }),
    ),
  ],
})
