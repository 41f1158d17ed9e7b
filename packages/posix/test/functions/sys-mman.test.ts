// Memory: `mmap` and what goes with it, over the pages of the process.

import {
  EACCES,
  EBADF,
  EINVAL,
  EIO,
  ENODEV,
  ENOMEM,
  ENOSYS,
  ENOTSUP,
  EOVERFLOW,
  MAP_ANONYMOUS,
  MAP_FAILED,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  MCL_CURRENT,
  MCL_FUTURE,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Posix,
  POSIX_MADV_DONTNEED,
  POSIX_MADV_NORMAL,
  PROT_EXEC,
  PROT_NONE,
  PROT_READ,
  PROT_WRITE,
  S_IFREG,
} from '@kos/posix'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { posixMain } from '../../src/index.ts'
import { PosixFunctions } from '../../src/runtime/family.ts'
import type { PosixThread } from '../../src/runtime/posix-thread.ts'

const page = 4096
const anonymous = MAP_PRIVATE | MAP_ANONYMOUS
const readWrite = PROT_READ | PROT_WRITE

function map(posix: Posix, pages: number, address = 0, flags = 0): Promise<number> {
  return posix.mmap(address, pages * page, readWrite, anonymous | flags, -1, 0)
}

function mapped(posix: Posix, address: number): boolean {
  return posix.posix_madvise(address, page, POSIX_MADV_NORMAL) === 0
}

async function file(posix: Posix, size: number, flags: number = O_RDWR): Promise<number> {
  const maker = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
  await posix.write(
    maker,
    Uint8Array.from({ length: size }, (_, index) => index % 251),
  )
  await posix.close(maker)
  return posix.open('/tmp/file', flags)
}

describe('mmap', () => {
  test('gives zeros, at its own address each time', async () => {
    await inProcess(async (posix) => {
      const first = await map(posix, 2)
      const second = await map(posix, 1)
      expect([first % page, second % page, first === second]).toEqual([0, 0, false])
      const { memory } = posix.kos
      expect(memory.load32(first + page)).toBe(0)
      memory.store32(first + page, 7)
      expect([memory.load32(first + page), memory.load32(second)]).toEqual([7, 0])
      expect([posix.munmap(first, 2 * page), posix.munmap(second, page)]).toEqual([0, 0])
    })
  })

  test('copies a file from an offset on; behind its end there are zeros', async () => {
    await inProcess(async (posix) => {
      const fd = await file(posix, 100_000)
      const address = await posix.mmap(0, 100_000, PROT_READ, MAP_PRIVATE, fd, page)
      const { memory } = posix.kos
      for (const at of [0, 1, 65_535, 65_536, 95_903])
        expect([at, memory.load8(address + at)]).toEqual([at, (at + page) % 251])
      expect(memory.load8(address + 95_904)).toBe(0)
      expect(await posix.close(fd)).toBe(0)
      expect(memory.load8(address)).toBe(page % 251)
      posix.munmap(address, 100_000)
    })
  })

  test('changes nobody sees: a mapping is its own, and so is the file', async () => {
    await inProcess(async (posix) => {
      const fd = await file(posix, 10)
      const address = await posix.mmap(0, 10, readWrite, MAP_PRIVATE, fd, 0)
      posix.kos.memory.store8(address, 99)
      const bytes = new Uint8Array(1)
      await posix.pread(fd, bytes, 1, 0)
      expect(bytes[0]).toBe(0)
      await posix.pwrite(fd, Uint8Array.of(77), 1, 1)
      expect(posix.kos.memory.load8(address + 1)).toBe(1)
      posix.munmap(address, 10)
      await posix.close(fd)
    })
  })

  test('MAP_SHARED is ignored, but EACCES with PROT_WRITE', async () => {
    await inProcess(async (posix) => {
      const fd = await file(posix, 10)
      const address = await posix.mmap(0, 10, PROT_READ, MAP_SHARED, fd, 0)
      expect(posix.kos.memory.load8(address + 3)).toBe(3)
      posix.munmap(address, 10)
      for (const flags of [MAP_SHARED, MAP_SHARED | MAP_ANONYMOUS])
        for (const prot of [PROT_WRITE, readWrite])
          expect([await posix.mmap(0, 10, prot, flags, fd, 0), posix.errno]).toEqual([
            MAP_FAILED,
            EACCES,
          ])
      await posix.close(fd)
    })
  })

  test('PROT_WRITE with PROT_EXEC is ENOMEM', async () => {
    await inProcess(async (posix) => {
      for (const prot of [PROT_WRITE | PROT_EXEC, readWrite | PROT_EXEC])
        expect([await posix.mmap(0, page, prot, anonymous, -1, 0), posix.errno]).toEqual([
          MAP_FAILED,
          ENOMEM,
        ])
      const code = await posix.mmap(0, page, PROT_READ | PROT_EXEC, anonymous, -1, 0)
      expect(posix.kos.memory.load8(code)).toBe(0)
      posix.munmap(code, page)
    })
  })

  test.each([
    ['read-only pages are not written', PROT_READ, 'store8'],
    ['pages without access are not read', PROT_NONE, 'load8'],
  ] as const)('%s: the process ends', async (_name, prot, access) => {
    await using world = new PosixWorld()
    const main = posixMain(async (_argc, _argv, posix) => {
      const address = await posix.mmap(0, page, prot, anonymous, -1, 0)
      posix.kos.memory[access](address, 1)
      return 0
    })
    world.start(main, 'Main')
    const exit = await world.kernel.run({ until: world.kernel.task('Main') })
    expect('code' in exit).toBe(false)
    world.crashes.length = 0
  })

  test('takes the address of MAP_FIXED, in place of what was mapped there', async () => {
    await inProcess(async (posix) => {
      const { memory } = posix.kos
      const address = await map(posix, 3)
      for (let i = 0; i < 3; i++) memory.store8(address + i * page, i + 1)
      expect(await map(posix, 1, address + page, MAP_FIXED)).toBe(address + page)
      expect([0, 1, 2].map((i) => memory.load8(address + i * page))).toEqual([1, 0, 3])
      expect(await map(posix, 1, address)).not.toBe(address)
      posix.munmap(address, page)
      expect(await map(posix, 1, address)).toBe(address)
      const own = posix.kos.KnVmAllocate(0, page, 0x83)
      expect([await map(posix, 1, own, MAP_FIXED), posix.errno]).toEqual([MAP_FAILED, ENOMEM])
      expect([await map(posix, 1, 5, MAP_FIXED), posix.errno]).toEqual([MAP_FAILED, EINVAL])
      expect([await map(posix, 1, 0, MAP_FIXED), posix.errno]).toEqual([MAP_FAILED, EINVAL])
    })
  })

  test('errors of arguments, descriptors and memory leave nothing mapped', async () => {
    await using world = new PosixWorld()
    world.client('Program')
    await world.act('Program', async (posix) => {
      const reader = await file(posix, 10, O_RDONLY)
      const writer = await posix.open('/tmp/file', O_WRONLY)
      const directory = await posix.open('/tmp', O_RDONLY)
      const cases: [number, number, number, number, number, number][] = [
        [0, PROT_READ, anonymous, -1, 0, EINVAL],
        [-1, PROT_READ, anonymous, -1, 0, EINVAL],
        [NaN, PROT_READ, anonymous, -1, 0, EINVAL],
        [2 ** 53, PROT_READ, anonymous, -1, 0, EINVAL],
        [page, 8, anonymous, -1, 0, ENOTSUP],
        [page, PROT_READ, MAP_ANONYMOUS, -1, 0, EINVAL],
        [page, PROT_READ, MAP_PRIVATE | MAP_SHARED, reader, 0, EINVAL],
        [page, PROT_READ, MAP_PRIVATE, reader, 1, EINVAL],
        [page, PROT_READ, MAP_PRIVATE, reader, -page, EINVAL],
        [page, PROT_READ, MAP_PRIVATE, 99, 0, EBADF],
        [page, PROT_READ, MAP_PRIVATE, writer, 0, EACCES],
        [page, PROT_READ, MAP_PRIVATE, directory, 0, ENODEV],
        [page, PROT_READ, MAP_PRIVATE, 0, 0, ENODEV],
        [2 * page, PROT_READ, MAP_PRIVATE, reader, 2 ** 53 - page, EOVERFLOW],
        [2 ** 45, PROT_READ, anonymous, -1, 0, ENOMEM],
      ]
      for (const [length, prot, flags, fd, offset, errno] of cases) {
        posix.errno = 0
        const answer = await posix.mmap(0, length, prot, flags, fd, offset)
        expect([length, flags, fd, offset, answer, posix.errno]).toEqual([
          length,
          flags,
          fd,
          offset,
          MAP_FAILED,
          errno,
        ])
      }
      for (const fd of [reader, writer, directory]) await posix.close(fd)
    })
  })
})

test('mmap of a file that cannot be read leaves nothing mapped', async () => {
  await inProcess(async (posix) => {
    const fd = await file(posix, 10)
    const { descriptors } = (PosixFunctions.threadOf(posix) as PosixThread).process
    const description = descriptors.get(fd)
    const broken = Object.create(description as object, {
      type: { value: S_IFREG },
      flags: { value: O_RDONLY },
      file: { value: { pread: () => Promise.resolve(-EIO) } },
      close: { value: () => 0 },
    })
    const other = descriptors.add(broken)
    const address = await map(posix, 1)
    const flags = MAP_PRIVATE | MAP_FIXED
    expect([await posix.mmap(address, page, PROT_READ, flags, other, 0), posix.errno]).toEqual([
      MAP_FAILED,
      EIO,
    ])
    expect([mapped(posix, address), await map(posix, 1, address)]).toEqual([false, address])
  })
})

describe('munmap', () => {
  test('takes away what is mapped in its range, and leaves the rest', async () => {
    await inProcess(async (posix) => {
      const address = await map(posix, 4)
      expect(posix.munmap(address + page, 2 * page - 5)).toBe(0)
      expect([0, 1, 2, 3].map((i) => mapped(posix, address + i * page))).toEqual([
        true,
        false,
        false,
        true,
      ])
      expect(posix.munmap(address + page, page)).toBe(0)
      expect(posix.munmap(0, 2 ** 47)).toBe(0)
      expect(mapped(posix, address)).toBe(false)
    })
  })

  test('leaves alone what other functions allocated', async () => {
    await inProcess((posix) => {
      const own = posix.kos.KnVmAllocate(0, page, 0x183)
      expect(posix.munmap(own, page)).toBe(0)
      posix.kos.memory.store8(own, 1)
    })
  })

  test('EINVAL', async () => {
    await inProcess(async (posix) => {
      const address = await map(posix, 1)
      const wrong: [number, number][] = [
        [address + 1, page],
        [address, 0],
        [address, -1],
        [NaN, page],
        [-page, page],
        [address, 1.5],
      ]
      for (const [at, length] of wrong) {
        posix.errno = 0
        expect([posix.munmap(at, length), posix.errno]).toEqual([-1, EINVAL])
      }
      expect(mapped(posix, address)).toBe(true)
    })
  })

  test('any maps and unmaps are as in a naive model, and leave no memory', async () => {
    const step = fc.tuple(fc.boolean(), fc.nat(7), fc.integer({ min: 1, max: 4 }))
    await inProcess((posix) =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const base = await map(posix, 12)
          const model: boolean[] = Array.from({ length: 12 }, () => true)
          for (const [isMap, at, pages] of steps) {
            const address = base + at * page
            if (isMap) expect(await map(posix, pages, address, MAP_FIXED)).toBe(address)
            else expect(posix.munmap(address, pages * page)).toBe(0)
            model.fill(isMap, at, at + pages)
            expect(model.map((_, index) => mapped(posix, base + index * page))).toEqual(model)
          }
          posix.munmap(base, 12 * page)
        }),
        { seed: 4, numRuns: 25 },
      ),
    )
  })
})

test('mprotect is a stub', async () => {
  await inProcess((posix) => {
    expect([posix.mprotect(0, page, PROT_READ), posix.errno]).toEqual([-1, ENOSYS])
  })
})

test('msync, mlock, munlock and posix_madvise look at their range and do nothing', async () => {
  await inProcess(async (posix) => {
    const address = await map(posix, 2)
    for (const flags of [MS_ASYNC, MS_SYNC, MS_SYNC | MS_INVALIDATE, MS_INVALIDATE])
      expect(await posix.msync(address, 2 * page, flags)).toBe(0)
    expect([posix.mlock(address + 5, page), posix.munlock(address, 1)]).toEqual([0, 0])
    for (let advice = POSIX_MADV_NORMAL; advice <= POSIX_MADV_DONTNEED; advice++)
      expect(posix.posix_madvise(address, page, advice)).toBe(0)
    const beyond = 3 * page
    const cases: [() => number | Promise<number>, number][] = [
      [() => posix.msync(address, beyond, MS_SYNC), ENOMEM],
      [() => posix.msync(address + 1, page, MS_SYNC), EINVAL],
      [() => posix.msync(address, page, MS_SYNC | MS_ASYNC), EINVAL],
      [() => posix.msync(address, page, 64), EINVAL],
      [() => posix.mlock(address, beyond), ENOMEM],
      [() => posix.mlock(address, NaN), EINVAL],
      [() => posix.mlock(NaN, page), EINVAL],
      [() => posix.munlock(address + page, beyond), ENOMEM],
      [() => posix.munlock(address, -1), EINVAL],
    ]
    for (const [call, errno] of cases) {
      posix.errno = 0
      expect([String(call), await call(), posix.errno]).toEqual([String(call), -1, errno])
    }
    expect(posix.posix_madvise(address, beyond, POSIX_MADV_NORMAL)).toBe(ENOMEM)
    expect(posix.posix_madvise(address, page, 5)).toBe(EINVAL)
    expect(posix.posix_madvise(address + 1, page, POSIX_MADV_NORMAL)).toBe(EINVAL)
  })
})

test('mlockall and munlockall', async () => {
  await inProcess((posix) => {
    for (const flags of [MCL_CURRENT, MCL_FUTURE, MCL_CURRENT | MCL_FUTURE])
      expect(posix.mlockall(flags)).toBe(0)
    for (const flags of [0, 4, NaN])
      expect([posix.mlockall(flags), posix.errno]).toEqual([-1, EINVAL])
    expect(posix.munlockall()).toBe(0)
  })
})
