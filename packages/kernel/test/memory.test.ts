// Memory of processes: what the kernel adds to address spaces, buffers and heaps, which have tests
// of their own in `@kos/vmm`. Each process has a space of its own, a wrong access ends it, buffers
// are shared by handle, and all of it comes back.

import {
  connect,
  defineInterface,
  handle,
  type Kos,
  PAGE_SIZE,
  program,
  serve,
  uint32,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  createKernel,
  describeRegions,
  drawMemoryMap,
  threads,
  VirtualClock,
} from '../src/index.ts'
import type { MemoryOptions, Task } from '../src/index.ts'
import { formatAddress } from '@kos/vmm'
import { hosts, openWorld, type World } from './world.ts'

const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE
const COMMITTED = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | READ_WRITE

/** A page of the process, ready for use. */
const pageOf = (kos: Kos, flags = COMMITTED): number => kos.KnVmAllocate(0, PAGE_SIZE, flags)

describe.each(hosts)('on %s', (_name, host) => {
  const open = (memory: MemoryOptions = {}): World => {
    const world = openWorld({ host: host(), memory })
    world.empty('P', 'Other')
    return world
  }
  const memoryOf = (world: World, name = 'P'): NonNullable<ReturnType<typeof inspectedMemory>> =>
    inspectedMemory(world, name)!
  const inspectedMemory = (world: World, name: string) =>
    world.kernel.inspect().tasks.find((task) => task.name === name)?.memory

  test('memory is reserved, committed, protected, decommitted and freed, with the documented codes', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const { memory } = kos
      const at = kos.KnVmAllocate(0, 4 * PAGE_SIZE, VMM_FLAG_RESERVE | READ_WRITE)
      const before = memoryOf(world)
      expect([at % PAGE_SIZE, at > 0, before.resident]).toEqual([0, true, before.resident])
      expect(kos.KnVmAllocate(at, PAGE_SIZE, COMMITTED)).toBe(0)
      expect(kos.KnVmCommit(at, 2 * PAGE_SIZE, VMM_FLAG_LOCKED)).toBe(rcOk)
      expect(memoryOf(world).resident - before.resident).toBe(2)
      memory.store32(at + PAGE_SIZE, 0xdead_beef)
      expect(memory.load32(at + PAGE_SIZE)).toBe(0xdead_beef)
      expect(kos.KnVmProtect(at, PAGE_SIZE, VMM_FLAG_READ)).toBe(rcOk)
      expect(memory.load8(at)).toBe(0)
      for (const bad of [VMM_FLAG_WRITE, VMM_FLAG_EXECUTE, VMM_FLAG_WRITE | VMM_FLAG_EXECUTE]) {
        expect(kos.KnVmProtect(at, PAGE_SIZE, bad)).toBe(rcInvalidArgument)
        expect(kos.KnVmAllocate(0, PAGE_SIZE, VMM_FLAG_RESERVE | bad)).toBe(0)
      }
      for (const good of [0, VMM_FLAG_WRITE, VMM_FLAG_EXECUTE, VMM_FLAG_WRITE | VMM_FLAG_EXECUTE]) {
        expect(kos.KnVmProtect(at, PAGE_SIZE, VMM_FLAG_READ | good)).toBe(rcOk)
      }
      expect(kos.KnVmDecommit(at + PAGE_SIZE, PAGE_SIZE)).toBe(rcOk)
      expect(kos.KnVmCommit(at + PAGE_SIZE, PAGE_SIZE, 0)).toBe(rcOk)
      expect(memory.load32(at + PAGE_SIZE)).toBe(0)
      expect(kos.KnVmUnmap(at, 4 * PAGE_SIZE)).toBe(rcOk)
      expect(kos.KnVmUnmap(at, 4 * PAGE_SIZE)).toBe(rcInvalidArgument)
      expect(memoryOf(world)).toEqual({
        ...before,
        free: before.free + 4,
        reserved: before.reserved - 4,
        regions: before.regions - 1,
        tables: memoryOf(world).tables,
      })
    })
  })

  test('a page that is committed gets its frame when it is first touched', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const at = kos.KnVmAllocate(0, 8 * PAGE_SIZE, COMMITTED)
      const { resident } = memoryOf(world)
      kos.memory.store8(at + 3 * PAGE_SIZE + 5, 1)
      kos.memory.load8(at + 6 * PAGE_SIZE)
      expect(memoryOf(world).resident).toBe(resident + 2)
    })
  })

  test("processes do not see each other's memory, and the threads of one do", async () => {
    await using world = open()
    const at = await world.act('P', async (kos) => {
      const page = pageOf(kos)
      kos.memory.store32(page, 7)
      const { tid } = unwrap(
        kos.KosThreadCreate(
          15,
          0,
          (own: Kos) => own.memory.store32(page + 4, own.memory.load32(page) + 1),
          0,
          0,
        ),
      )
      await kos.KosThreadWait(tid, 1_000)
      expect(kos.memory.load32(page + 4)).toBe(8)
      return page
    })
    await world.act('Other', (kos) => {
      const page = kos.KnVmAllocate(at, PAGE_SIZE, COMMITTED)
      expect([page, kos.memory.load32(page)]).toEqual([at, 0])
    })
    expect(await world.act('P', (kos) => kos.memory.load32(at))).toBe(7)
  })

  describe('an access that is not allowed', () => {
    const ends: readonly (readonly [what: string, (kos: Kos) => void, report: RegExp])[] = [
      [
        'where nothing is',
        (kos) => void kos.memory.load8(0x1234_5678),
        /read at 0x0000_1234_5678: nothing is allocated there/,
      ],
      [
        'of a null pointer',
        (kos) => kos.memory.store32(0, 1),
        /write at 0x0000_0000_0000: nothing is allocated there/,
      ],
      [
        'of reserved pages',
        (kos) =>
          void kos.memory.load8(kos.KnVmAllocate(0, PAGE_SIZE, VMM_FLAG_RESERVE | READ_WRITE)),
        /read at .*: the page is reserved and not committed/,
      ],
      [
        'against the protection',
        (kos) =>
          kos.memory.store8(pageOf(kos, VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ), 1),
        /write at .* does not allow it/,
      ],
      [
        'of a guard page',
        (kos) => void kos.memory.load8(pageOf(kos, COMMITTED | VMM_FLAG_LOW_GUARD) - 1),
        /read at .*: it is a guard page/,
      ],
      [
        'below a stack',
        (kos) => {
          const { stack, size } = kos.KosThreadGetStack(kos.KosThreadCurrentId())
          kos.memory.store32(stack + size - 4, 1)
          kos.memory.store32(stack, 2)
          kos.memory.store32(stack - 4, 3)
        },
        /write at .*: it is a guard page/,
      ],
    ]

    test.each(ends)(
      '%s ends the process with a report, and no other',
      async (_what, act, report) => {
        await using world = open()
        const doomed = program(async (kos: Kos) => {
          await kos.KnSleep(1)
          try {
            act(kos)
            kos.log('went on')
          } catch {
            kos.log('was told')
          }
          kos.log(kos.KnVmAllocate(0, PAGE_SIZE, COMMITTED))
        })
        const task: Task = world.kernel.spawn(doomed, { name: 'Doomed' })
        await world.idle()
        const exit = await task.exit
        expect('crash' in exit ? exit.crash : exit).toMatch(report)
        expect('stack' in exit ? exit.stack : '').toMatch(/memory\.test\.ts/)
        expect(world.lines).toEqual([])
        expect(await world.act('P', (kos) => kos.memory.load8(pageOf(kos)))).toBe(0)
      },
    )

    test('writes nothing of what it was to write', async () => {
      await using world = open()
      const watched = await world.act(
        'Other',
        (kos) => unwrap(kos.KnPmmMdlCreate(2 * PAGE_SIZE, READ_WRITE)).handle,
      )
      expect(Number(watched)).toBeGreaterThan(0)
      const task = world.kernel.task('P')
      const done = world.kernel.as('P', (kos) => {
        const page = pageOf(kos)
        kos.memory.write(page + PAGE_SIZE - 4, new Uint8Array(8).fill(1))
      })
      done.catch(() => {})
      await world.idle()
      await expect(done).rejects.toThrow()
      expect(task.isAlive).toBe(false)
    })
  })

  test('physical memory and quotas end with a code, and nobody else notices', async () => {
    await using world = open({ bytes: 4 * 1024 * PAGE_SIZE, quota: 64 * PAGE_SIZE })
    await world.act('P', (kos) => {
      const locked = COMMITTED | VMM_FLAG_LOCKED
      const at = kos.KnVmAllocate(0, 40 * PAGE_SIZE, locked)
      expect(at).toBeGreaterThan(0)
      const before = memoryOf(world)
      expect(kos.KnVmAllocate(0, 60 * PAGE_SIZE, locked)).toBe(0)
      const reserved = kos.KnVmAllocate(0, 60 * PAGE_SIZE, VMM_FLAG_RESERVE | READ_WRITE)
      expect(kos.KnVmCommit(reserved, 60 * PAGE_SIZE, VMM_FLAG_LOCKED)).toBe(rcQuotaExceeded)
      expect(kos.KnPmmMdlCreate(60 * PAGE_SIZE, READ_WRITE).rc).toBe(rcQuotaExceeded)
      expect(kos.KnVmUnmap(reserved, 60 * PAGE_SIZE)).toBe(rcOk)
      expect(memoryOf(world)).toEqual({ ...before, tables: memoryOf(world).tables })
      expect([kos.KosMemAlloc(1024 * PAGE_SIZE), kos.KosMemAlloc(16) > 0]).toEqual([0, true])
    })
    expect(
      await world.act('Other', (kos) =>
        kos.KnVmAllocate(0, 60 * PAGE_SIZE, COMMITTED | VMM_FLAG_LOCKED),
      ),
    ).toBeGreaterThan(0)
  })

  describe('charges', () => {
    const bytes = 1024 * PAGE_SIZE
    const pages = 64

    /** Takes what there is: by every call that gives memory, in large and small pieces. */
    const hog = program(async (kos: Kos) => {
      const takers: readonly ((size: number) => boolean)[] = [
        (size) => kos.KnVmAllocate(0, size, COMMITTED) > 0,
        (size) => kos.KnVmAllocate(0, size, COMMITTED | VMM_FLAG_LOCKED) > 0,
        (size) => kos.KnPmmMdlCreate(size, READ_WRITE).rc === rcOk,
        (size) => kos.KosMemAlloc(size) > 0,
        (size) => {
          const at = kos.KnVmAllocate(0, size, VMM_FLAG_RESERVE | READ_WRITE)
          return kos.KnVmCommit(at, size, VMM_FLAG_LOCKED) === rcOk
        },
      ]
      for (let size = 128 * PAGE_SIZE; size >= PAGE_SIZE; size /= 2)
        for (const take of takers) while (take(size)) continue
      const buffer = kos.KnPmmMdlCreate(PAGE_SIZE, READ_WRITE)
      for (let at = 2 ** 40; buffer.rc === rcOk; at += 2 ** 30)
        if (kos.KnPmmMdlMap(buffer.handle, 0, PAGE_SIZE, at, READ_WRITE).rc !== rcOk) break
      await kos.KosThreadSuspend(kos.KosThreadCurrentId())
    })
    const chargedPages = (world: World): number =>
      world.kernel.inspect().objects['chargedPages'] as number
    /** What all processes are charged. */
    const sumOf = (world: World): number =>
      world.kernel
        .inspect()
        .tasks.reduce((sum, { memory }) => sum + (memory === null ? 0 : memory.charged), 0)

    test('keep committed pages for their owner while others take all they can', async () => {
      await using world = open({ bytes })
      const at = await world.act('P', (kos) => kos.KnVmAllocate(0, pages * PAGE_SIZE, COMMITTED))
      for (let number = 1; number <= 5; number++) {
        world.kernel.spawn(hog, { name: `Hog ${number}` })
        await world.act('P', (kos) => kos.memory.store8(at + number * PAGE_SIZE, number))
      }
      expect(chargedPages(world)).toBe(bytes / PAGE_SIZE)
      await world.act('P', (kos) => {
        for (let page = 0; page < pages; page++) kos.memory.store32(at + page * PAGE_SIZE, page)
        for (let page = 0; page < pages; page++)
          expect(kos.memory.load32(at + page * PAGE_SIZE)).toBe(page)
        expect(kos.KnVmAllocate(0, PAGE_SIZE, COMMITTED)).toBe(0)
      })
      expect(memoryOf(world).resident).toBe(pages)
      expect(sumOf(world)).toBe(chargedPages(world))
    })

    test('of one process are at most a quarter of the memory, if nothing else is said', async () => {
      await using world = open({ bytes })
      world.kernel.spawn(hog, { name: 'Hog' })
      await world.idle()
      expect(memoryOf(world, 'Hog').charged).toBe(256)
      expect(chargedPages(world)).toBe(256)
      const half = 128 * PAGE_SIZE
      const others = ['P', 'Other', 'Third']
      world.empty('Third')
      for (const name of others) {
        const took = (kos: Kos): number => kos.KnVmAllocate(0, half, COMMITTED)
        expect(await world.act(name, took)).toBeGreaterThan(0)
      }
      world.kernel.kill('Hog')
      expect(sumOf(world)).toBe(chargedPages(world))
      for (const name of others) world.kernel.kill(name)
      expect(chargedPages(world)).toBe(0)
    })

    test('for memory that is not said are a quarter of 1 GiB', async () => {
      await using world = open()
      const quarter = 2 ** 28
      await world.act('P', (kos) => {
        expect(kos.KnVmAllocate(0, quarter, COMMITTED)).toBe(0)
        expect(kos.KnVmAllocate(0, quarter - 2 ** 20, COMMITTED)).toBeGreaterThan(0)
      })
    })

    test('for a thousand stacks are what their threads used of them', async () => {
      await using world = open({ bytes })
      await world.act('P', (kos) => {
        for (let thread = 0; thread < 1000; thread++)
          unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1))
        expect(memoryOf(world)).toMatchObject({ committed: 0, charged: 0, guards: 1001 })
        const { stack, size } = kos.KosThreadGetStack(kos.KosThreadCurrentId())
        kos.memory.store8(stack + size - 1, 1)
        kos.memory.store8(stack + size - 3 * PAGE_SIZE, 1)
        expect(memoryOf(world)).toMatchObject({ committed: 3, resident: 2 })
      })
    })

    test('for a stack that grows are the end of the process if they cannot be had', async () => {
      await using world = open({ bytes, quota: 16 * PAGE_SIZE })
      const deep = program((kos: Kos) => {
        const { stack, size } = kos.KosThreadGetStack(kos.KosThreadCurrentId())
        for (let page = 1; ; page++) kos.memory.store8(stack + size - page * PAGE_SIZE, page)
      })
      const task = world.kernel.spawn(deep, { name: 'Deep' })
      await world.idle()
      const exit = await task.exit
      expect('crash' in exit ? exit.crash : exit).toMatch(
        /^Deep\/main: write at .*: no memory or quota is left for the page$/,
      )
      expect(chargedPages(world)).toBe(0)
    })
  })

  describe('a shared buffer', () => {
    const Frames = defineInterface('demo.Frames', {
      Take: { out: { buffer: handle } },
      Sum: { out: { sum: uint32 } },
    })

    test('is passed on by handle, is charged to who made it, and outlives it', async () => {
      await using world = open()
      const Camera = program({ endpoints: { frames: Frames } }, async (kos) => {
        const buffer = unwrap(kos.KnPmmMdlCreate(2 * PAGE_SIZE, READ_WRITE)).handle
        const { addr } = unwrap(kos.KnPmmMdlMap(buffer, 0, 2 * PAGE_SIZE, 0, READ_WRITE))
        kos.memory.store32(addr + PAGE_SIZE, 40)
        await serve(kos, 'camera', {
          frames: {
            Take: () => ({ buffer }),
            Sum: () => ({ sum: kos.memory.load32(addr) + kos.memory.load32(addr + PAGE_SIZE) }),
          },
        })
      })
      world.kernel.spawn(Camera, { name: 'Camera' })
      world.kernel.spawn(null, { name: 'Viewer', connections: { camera: 'Camera' } })
      const addr = await world.act('Viewer', async (kos) => {
        const frames = connect(kos, Frames, 'camera', 'frames')
        const { buffer } = unwrap(await frames.Take())
        const mapped = unwrap(kos.KnPmmMdlMap(buffer.handle, 0, 2 * PAGE_SIZE, 0, READ_WRITE)).addr
        expect(kos.memory.load32(mapped + PAGE_SIZE)).toBe(40)
        kos.memory.store32(mapped, 2)
        expect((await frames.Sum()).sum).toBe(42)
        expect(kos.KnVmDecommit(mapped, PAGE_SIZE)).toBe(rcInvalidOperation)
        expect(kos.KnHandleClose(buffer.handle)).toBe(rcOk)
        return mapped
      })
      const [camera, viewer] = [memoryOf(world, 'Camera'), memoryOf(world, 'Viewer')]
      expect([camera.shared, camera.buffers, viewer.shared, viewer.buffers]).toEqual([2, 2, 2, 0])
      world.kernel.kill('Camera')
      expect(await world.act('Viewer', (kos) => kos.memory.load32(addr))).toBe(2)
    })

    test('allows no more than it was made with, and nothing once its handle was revoked', async () => {
      await using world = open()
      await world.act('P', (kos) => {
        const { handle: buffer } = unwrap(kos.KnPmmMdlCreate(PAGE_SIZE, VMM_FLAG_READ))
        expect(kos.KnPmmMdlMap(buffer, 0, PAGE_SIZE, 0, READ_WRITE).rc).toBe(rcSecurityDisallow)
        expect(kos.KnPmmMdlMap(buffer, PAGE_SIZE, PAGE_SIZE, 0, VMM_FLAG_READ).rc).toBe(
          rcInvalidArgument,
        )
        const { handle: copy } = unwrap(kos.KnHandleCopy(buffer, 0, 0 as never))
        expect(kos.KnHandleRevoke(buffer)).toBe(rcOk)
        expect(kos.KnPmmMdlMap(copy, 0, PAGE_SIZE, 0, VMM_FLAG_READ).rc).toBe(rcHandleRevoked)
      })
    })
  })

  describe('the heap', () => {
    test('gives areas of any size and alignment, one heap for all threads, and takes them back', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const small = kos.KosMemAlloc(24)
        kos.memory.store32(small + 20, 5)
        const zeroed = kos.KosMemZalloc(100)
        const aligned = kos.KosMemAllocEx(100, 4096, 1)
        const large = kos.KosMemAlloc(100_000)
        expect([small, zeroed, aligned, large].every((address) => address > 0)).toBe(true)
        expect([
          aligned % 4096,
          kos.memory.load32(zeroed + 96),
          kos.memory.load8(aligned + 99),
        ]).toEqual([0, 0, 0])
        expect(
          [small, zeroed, aligned, large].map((address) => kos.KosMemGetSize(address)),
        ).toEqual([24, 100, 100, 100_000])
        let other = 0
        const { tid } = unwrap(
          kos.KosThreadCreate(
            15,
            0,
            (own: Kos) => {
              own.KosMemFree(small)
              other = own.KosMemAlloc(24)
            },
            0,
            0,
          ),
        )
        await kos.KosThreadWait(tid, 1_000)
        expect([kos.KosMemGetSize(other), kos.KosMemGetSize(small)]).toEqual([
          24,
          other === small ? 24 : 0,
        ])
        for (const address of [other, zeroed, aligned, large, 0]) kos.KosMemFree(address)
        expect(world.misuses).toEqual([])
      })
    })

    test('reports what was freed twice or never allocated', async () => {
      await using world = open()
      await world.act('P', (kos) => {
        const [area, other] = [kos.KosMemAlloc(32), kos.KosMemAlloc(32)]
        kos.KosMemFree(area)
        kos.KosMemFree(area)
        kos.KosMemFree(other + 8)
        expect(kos.KosMemGetSize(other)).toBe(32)
      })
      expect(world.misuses.map(({ message }) => message)).toEqual([
        'P: KosMemFree did nothing: it was freed before',
        'P: KosMemFree did nothing: no memory of KosMemAlloc begins there',
      ])
    })

    test('in debug mode, reports what was written to freed memory', async () => {
      await using world = open({ poison: true })
      await world.act('P', (kos) => {
        const area = kos.KosMemAlloc(32)
        kos.KosMemFree(area)
        kos.memory.store32(area + 8, 1)
        for (let round = 0; round < 1_000; round++) kos.KosMemAlloc(32)
      })
      expect(world.misuses.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^P: memory at 0x[0-9a-f_]+ was written to after KosMemFree$/),
      ])
    })
  })

  test('a host sees the regions of a process while it lives, as data, as a table and as a picture, and changes nothing by it', async () => {
    await using world = open()
    const { kernel } = world
    const at = await world.act('P', (kos) => {
      const address = kos.KnVmAllocate(0, 3 * PAGE_SIZE, COMMITTED | VMM_FLAG_LOW_GUARD)
      kos.memory.store8(address + PAGE_SIZE, 1)
      kos.KnVmAllocate(0, 2 * PAGE_SIZE, VMM_FLAG_RESERVE | VMM_FLAG_READ)
      return address
    })
    const regions = kernel.regions('P')!
    const own = regions.filter(({ address }) => address >= at).slice(0, 2)
    expect(own).toEqual([
      {
        address: at,
        size: 3 * PAGE_SIZE,
        state: 'committed',
        protection: 'rw-',
        resident: 1,
        notes: [],
      },
      {
        address: at + 3 * PAGE_SIZE,
        size: 2 * PAGE_SIZE,
        state: 'reserved',
        protection: 'r--',
        resident: 0,
        notes: [],
      },
    ])
    expect(regions).toContainEqual(
      expect.objectContaining({ address: at - PAGE_SIZE, state: 'guard' }),
    )
    const table = describeRegions(regions).split('\n')
    expect(table).toHaveLength(regions.length + 1)
    expect(table.find((line) => line.startsWith(formatAddress(at)))).toMatch(
      /12 KiB +committed +rw- +1 of 3$/,
    )
    const picture = drawMemoryMap(regions, 'P')
    expect(picture).toMatch(/^<svg [\s\S]*12 KiB committed rw-[\s\S]*1 of 3 pages[\s\S]*<\/svg>\n$/)
    const before = kernel.inspect()
    Object.assign(regions[0]!, { address: 0, size: 0 })
    ;(regions[0]!.notes as string[]).push('mine')
    ;(regions as unknown[]).length = 0
    expect(describeRegions(kernel.regions('P')!).split('\n')).toEqual(table)
    expect(kernel.inspect()).toEqual(before)
  })

  test('regions of a process that has ended are null, of one that never was an error', async () => {
    await using world = open()
    expect(world.kernel.regions('Other')).toBeInstanceOf(Array)
    world.kernel.kill('Other')
    expect(world.kernel.regions('Other')).toBeNull()
    expect(() => world.kernel.regions('Nobody')).toThrow(
      'there is no process Nobody; there are: P, Other',
    )
    await using bare = createKernel({
      services: [threads()],
      security: allowAll(),
      clock: new VirtualClock(),
    })
    bare.spawn(null, { name: 'P' })
    expect(bare.regions('P')).toBeNull()
  })

  test('everything comes back when a process ends, however much it had', async () => {
    await using world = open()
    const { frames, addressSpaces } = world.kernel.inspect().objects
    world.kernel.spawn(
      program((kos: Kos) => {
        for (let round = 0; round < 20; round++) {
          kos.KosMemAlloc(10_000)
          unwrap(kos.KnPmmMdlCreate(PAGE_SIZE, READ_WRITE))
          kos.memory.fill(kos.KnVmAllocate(0, 16 * PAGE_SIZE, COMMITTED), 16 * PAGE_SIZE, round)
        }
      }),
      { name: 'Greedy' },
    )
    await world.idle()
    expect(world.kernel.inspect().objects).toMatchObject({ frames, addressSpaces })
  })
})
