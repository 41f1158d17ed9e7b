// What devices reach, in every combination: the direction of a buffer, whether its permission was
// begun and closed, whether it is mapped, whether the device is attached, whether the handle above
// was revoked, whether the process has ended. And by random histories of two processes and three
// devices, against a model.

import {
  DMA_DIR_BIDIR,
  DMA_DIR_FROM_DEVICE,
  DMA_DIR_TO_DEVICE,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  PAGE_SIZE,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { rcOk, unwrap } from '@kos/retcode'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviceBdf, machineWith, TestDevice } from './test-device.ts'
import { hosts, openWorld, type World } from './world.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const access = OCAP_IO_READ | OCAP_IO_WRITE
const directions = [DMA_DIR_TO_DEVICE, DMA_DIR_FROM_DEVICE, DMA_DIR_BIDIR]
const booleans = [false, true]
const secret = 0xa5
/** Where a device looks whose process has begun nothing yet: the first I/O address. */
const anywhere = 0x1_0000

/** All combinations of one of each. */
function combinations(): boolean[][] {
  let all: boolean[][] = [[]]
  for (let column = 0; column < 5; column++)
    all = all.flatMap((row) => booleans.map((value) => [...row, value]))
  return all
}

describe.each(hosts)('on %s', (_name, host) => {
  test.each(directions)(
    'a device reaches what all conditions allow, direction %d',
    async (flags) => {
      for (const [isAttached, isClosed, isMapped, isRevoked, isDead] of combinations()) {
        const device = new TestDevice()
        const machine = machineWith(device)
        await using world = openWorld({ host: host(), machine, onStrayDma: () => {} })
        world.empty('P', 'Other')
        const address = await world.act('P', (kos) => {
          const root = unwrap(kos.KnIoDmaCreate(0, PAGE_SIZE, flags)).rid
          const rid = unwrap(kos.KnHandleCopy(root, access, INVALID_HANDLE)).handle
          const begun = unwrap(kos.KnIoDmaBegin(rid)).handle
          const at = unwrap(kos.KnIoDmaGetInfo(rid)).info.descriptors[0]?.frame ?? 0
          if (isMapped === true) {
            const { addr } = unwrap(kos.KnIoDmaMap(rid, 0, PAGE_SIZE, 0, readWrite))
            kos.memory.fill(addr, PAGE_SIZE, secret)
          }
          if (isAttached === true) kos.KnIommuAttachDevice(deviceBdf)
          if (isClosed === true) kos.KnIoClose(begun)
          if (isRevoked === true) kos.KnHandleRevoke(root)
          return at
        })
        if (isDead === true) world.kernel.kill('P')
        const reaches = isAttached && !isClosed && !isRevoked && !isDead
        const { context } = device
        const target = new Uint8Array(PAGE_SIZE)
        expect([
          context.dmaRead(address, target),
          context.dmaWrite(address, new Uint8Array(PAGE_SIZE)),
          // One byte more than it may: nothing of it.
          context.dmaWrite(address + 1, target),
        ]).toEqual([
          reaches && (flags & DMA_DIR_TO_DEVICE) !== 0,
          reaches && (flags & DMA_DIR_FROM_DEVICE) !== 0,
          false,
        ])
        const isRead = reaches && isMapped && (flags & DMA_DIR_TO_DEVICE) !== 0
        expect(target.every((byte) => byte === (isRead ? secret : 0))).toBe(true)
      }
    },
  )

  test('histories of two processes and three devices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 120 }), async (steps) => {
        await using history = new History(host())
        for (const each of steps) await history.take(each)
      }),
      { numRuns: 8 },
    )
  })
})

interface Step {
  readonly kind: 'create' | 'begin' | 'end' | 'revoke' | 'attach' | 'detach' | 'kill'
  readonly process: number
  readonly which: number
  readonly direction: number
  readonly offset: number
  readonly size: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...(['create', 'begin', 'attach', 'end', 'revoke', 'detach', 'kill'] as const).map(
      (kind, index) => ({ arbitrary: fc.constant(kind), weight: 8 - index }),
    ),
  ),
  process: fc.nat(1),
  which: fc.nat(7),
  direction: fc.constantFrom(...directions),
  offset: fc.integer({ min: -100, max: 3 * PAGE_SIZE }),
  size: fc.integer({ min: 1, max: 2 * PAGE_SIZE }),
})

interface ModelBuffer {
  readonly process: number
  readonly flags: number
  readonly root: Handle
  readonly rid: Handle
  permission: Handle | null
  address: number
  bytes: number
}

/** A kernel, and what its devices should reach. */
class History implements AsyncDisposable {
  readonly #devices = ['one', 'two', 'three'].map((name) => new TestDevice(name))
  readonly #world: World
  readonly #attached: (number | null)[] = [null, null, null]
  #buffers: ModelBuffer[] = []

  constructor(host: ReturnType<(typeof hosts)[0][1]>) {
    const [first, ...others] = this.#devices as [TestDevice, ...TestDevice[]]
    const machine = machineWith(first, ...others)
    this.#world = openWorld({ host, machine, onStrayDma: () => {} })
    this.#world.empty('0', '1')
  }

  async take(each: Step): Promise<void> {
    const { kernel } = this.#world
    if (each.kind !== 'kill') {
      await this.#world.act(String(each.process), (kos) => this.#act(kos, each))
    } else {
      kernel.kill(String(each.process))
      this.#world.empty(String(each.process))
      this.#buffers = this.#buffers.filter(({ process }) => process !== each.process)
      for (const [index, process] of this.#attached.entries())
        if (process === each.process) this.#attached[index] = null
    }
    this.#check(each)
  }

  #act(kos: Kos, { kind, process, which, direction }: Step): void {
    const own = this.#buffers.filter((buffer) => buffer.process === process)
    const buffer = own[which % Math.max(own.length, 1)]
    const index = which % 3
    if (kind === 'create') {
      const root = unwrap(kos.KnIoDmaCreate(0, (1 + index) * PAGE_SIZE, direction)).rid
      const rid = unwrap(kos.KnHandleCopy(root, access, INVALID_HANDLE)).handle
      const empty = { permission: null, address: 0, bytes: 0 }
      this.#buffers.push({ process, flags: direction, root, rid, ...empty })
    } else if (kind === 'attach') {
      const rc = kos.KnIommuAttachDevice(deviceBdf + 8 * index)
      expect(rc === rcOk).toBe(this.#attached[index] === null)
      if (rc === rcOk) this.#attached[index] = process
    } else if (kind === 'detach') {
      const rc = kos.KnIommuDetachDevice(deviceBdf + 8 * index)
      expect(rc === rcOk).toBe(this.#attached[index] === process)
      if (rc === rcOk) this.#attached[index] = null
    } else if (buffer === undefined) {
      return
    } else if (kind === 'begin') {
      const { rc, handle } = kos.KnIoDmaBegin(buffer.rid)
      expect(rc === rcOk).toBe(buffer.permission === null)
      if (handle === undefined) return
      buffer.permission = handle
      const { descriptors } = unwrap(kos.KnIoDmaGetInfo(buffer.rid)).info
      buffer.address = descriptors[0]?.frame ?? 0
      buffer.bytes = descriptors.reduce((sum, { order }) => sum + PAGE_SIZE * 2 ** order, 0)
    } else if (kind === 'end' && buffer.permission !== null) {
      kos.KnIoClose(buffer.permission)
      buffer.permission = null
    } else if (kind === 'revoke') {
      kos.KnHandleRevoke(buffer.root)
      kos.KnIoClose(buffer.rid)
      if (buffer.permission !== null) kos.KnIoClose(buffer.permission)
      this.#buffers = this.#buffers.filter((other) => other !== buffer)
    }
  }

  // Each device, in both directions, at a buffer of anybody.
  #check({ which, offset, size }: Step): void {
    const buffer = this.#buffers[which % Math.max(this.#buffers.length, 1)]
    const address = (buffer?.address || anywhere) + offset
    for (const [index, { context }] of this.#devices.entries()) {
      const mayRead = this.#reaches(index, address, size, DMA_DIR_TO_DEVICE)
      const mayWrite = this.#reaches(index, address, size, DMA_DIR_FROM_DEVICE)
      const target = new Uint8Array(size).fill(secret)
      expect([context.dmaRead(address, target), context.dmaWrite(address, target)]).toEqual([
        mayRead,
        mayWrite,
      ])
      if (!mayRead) expect(target.every((byte) => byte === secret)).toBe(true)
    }
  }

  #reaches(device: number, address: number, size: number, direction: number): boolean {
    const process = this.#attached[device]
    const begun = this.#buffers.filter(
      (each) =>
        each.process === process && each.permission !== null && (each.flags & direction) !== 0,
    )
    const end = address + size
    for (let at = address; at < end; at = (Math.floor(at / PAGE_SIZE) + 1) * PAGE_SIZE)
      if (!begun.some((each) => at >= each.address && at < each.address + each.bytes)) return false
    return true
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#world[Symbol.asyncDispose]()
  }
}
