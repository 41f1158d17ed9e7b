// Device I/O: what a port and a register cost a driver, an interrupt its thread, and a byte of a
// disk the client of its driver.
import { BlockDriver, machineFile, openDisk, readSectors, writeMachineFile } from '@kos/drivers'
import type { Device, DeviceContext } from '@kos/io-hw'
import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { allowAll, createFullKernel } from '@kos/kernel'
import type { FullApi, Kernel } from '@kos/kernel'
import {
  IRQ_EDGE_RAISE,
  type Kos,
  rcOk,
  SMsgHdr,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { defineCase, limit, own } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'
import { threadYield } from './thread.ts'
import { loadSequential } from './vmm.ts'

const registerBytes = 0x1000
const memoryBase = 0xfe00_0000
const portBase = 0x300

/** Registers that hold what is written, the first of which is a line as well: bit 0. */
class Registers implements Device {
  readonly name = 'registers'
  readonly registerBytes: number
  readonly #values: Uint32Array
  #context: DeviceContext | null = null

  constructor(bytes: number) {
    this.registerBytes = bytes
    this.#values = new Uint32Array(bytes / 4).fill(1)
  }

  attach(context: DeviceContext): void {
    this.#context = context
  }

  read(offset: number): number {
    return this.#values[offset >> 2] as number
  }

  write(offset: number, _size: number, value: number): void {
    this.#values[offset >> 2] = value
    if (offset === 0) this.#context?.setLine(0, (value & 1) === 1)
  }

  reset(): void {}
}

/** A kernel with registers as ports and in memory, and a process that drives them. */
function drivenKernel(): Kernel<FullApi> {
  const kernel = createFullKernel({
    security: allowAll(),
    machine: {
      devices: [
        { device: new Registers(256), placement: { ports: portBase } },
        { device: new Registers(registerBytes), placement: { memory: memoryBase, irqs: [5] } },
      ],
    },
  })
  kernel.spawn(null, { name: 'Driver' })
  return kernel
}

function mustBeOk(rc: unknown): void {
  if (rc !== rcOk) throw new Error(`an operation failed: ${String(rc)}`)
}

function mapRegisters(kos: Kos): number {
  const { rid } = unwrap(kos.KnRegisterPhyMem(memoryBase, registerBytes))
  return unwrap(kos.KnIoMapMem(rid, VMM_FLAG_READ | VMM_FLAG_WRITE, 0)).addr
}

/** What a driver reads a port by, once it may. */
async function portReader(): Promise<Kos['IoReadIoPort8']> {
  return drivenKernel().as('Driver', (kos) => {
    const { rid } = unwrap(kos.KnRegisterPorts(portBase, 256))
    unwrap(kos.KnIoPermitPort(rid))
    return kos.IoReadIoPort8
  })
}

class Bytes {
  readonly #values: Uint8Array = new Uint8Array(256).fill(1)

  read8(at: number): number {
    return this.#values[at] as number
  }
}

/** Reads ports, as often as not the next one. */
export const ioPortRead8: RatioCase = defineCase({
  name: 'io/port-read8',
  awaits: false,
  start: async () => {
    const read = await portReader()
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + read(portBase + at)) | 0
        at = (at + 4) & 0xff
      }
      consume(sum)
    }
  },
  against: [
    limit('array read behind a method call', {
      awaits: false,
      start: () => {
        const bytes = new Bytes()
        let at = 0
        return (iterations) => {
          let sum = 0
          for (let i = 0; i < iterations; i++) {
            sum = (sum + bytes.read8(at)) | 0
            at = (at + 4) & 0xff
          }
          consume(sum)
        }
      },
    }),
  ],
})

/** Reads registers, all over the window. */
export const ioMmioRead32: RatioCase = defineCase({
  name: 'io/mmio-read32',
  awaits: false,
  start: async () => {
    const [read, address] = await drivenKernel().as('Driver', (kos) => {
      return [kos.IoReadMmReg32, mapRegisters(kos)] as const
    })
    let at = 0
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sum = (sum + read(address + at)) | 0
        at = (at + 4) & (registerBytes - 1)
      }
      consume(sum)
    }
  },
  against: [own('vmm/load32-sequential', loadSequential)],
})

/**
 * A thread raises an interrupt by a register, and lets the handler run, which lowers it and waits
 * for the next one. There are two switches in that: to the handler and back.
 */
export const ioIrq: RatioCase = defineCase({
  name: 'io/irq',
  awaits: true,
  start: () => {
    const kernel = drivenKernel()
    const rounds = new Rounds()
    void kernel.as('Driver', async (kos) => {
      const address = mapRegisters(kos)
      const { rid } = unwrap(kos.KnRegisterIrq(5))
      let handled = 0
      unwrap(
        kos.KosThreadCreate(
          15,
          0,
          async (own) => {
            const { handle } = unwrap(own.KnIoAttachIrq(rid, IRQ_EDGE_RAISE))
            const header = new SMsgHdr()
            for (;;) {
              mustBeOk(await own.Recv(handle, header))
              own.IoWriteMmReg32(address, 0)
              handled++
            }
          },
          null,
          0,
        ),
      )
      for (;;) {
        const count = await rounds.next()
        await kos.KosThreadYield()
        const wanted = handled + count
        for (let i = 0; i < count; i++) {
          kos.IoWriteMmReg32(address, 1)
          await kos.KosThreadYield()
        }
        if (handled !== wanted) throw new Error(`${wanted - handled} interrupts were lost`)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [
    own('two of thread/yield', {
      awaits: true,
      start: async () => {
        const batch = await threadYield.start(0)
        return (iterations) => batch(2 * iterations)
      },
    }),
  ],
})

const diskBytes = 8 * 1024 * 1024
const requestBytes = 128 * 1024
const settlingRequests = 5_000

/** Reads a disk from its beginning to its end and again; an iteration is one request. */
export const ioVirtioBlk: RatioCase = defineCase({
  name: 'io/virtio-blk',
  awaits: true,
  start: async () => {
    const disk = new VirtioBlock(memoryStore(new Uint8Array(diskBytes).fill(1)))
    const placement = { memory: memoryBase, irqs: [5], bdf: 8 }
    const kernel = createFullKernel({
      security: allowAll(),
      machine: { devices: [{ device: disk, placement }] },
    })
    const whereabouts = { name: 'disk0', model: 'virtio-block', ports: null, ...placement }
    kernel.spawn(BlockDriver, {
      name: 'disk0',
      className: 'kl.drivers.Block',
      args: ['disk0'],
      files: { [machineFile]: writeMachineFile([whereabouts]) },
    })
    kernel.spawn(null, { name: 'Client', connections: { disk0: 'disk0' } })
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const { disk: opened } = unwrap(await openDisk(kos, 'disk0'))
      let sector = 0
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++) {
          mustBeOk(await readSectors(opened, sector, requestBytes / 512))
          sector = (sector + requestBytes / 512) % (diskBytes / 512)
        }
        rounds.finish()
      }
    })
    // Two processes, a driver and a device are more code than the warm-up of a case compiles.
    await rounds.batch(settlingRequests)
    return rounds.batch
  },
  against: [
    limit('Uint8Array.set of it twice', {
      awaits: false,
      start: () => {
        const source = new Uint8Array(diskBytes).fill(1)
        const buffer = new Uint8Array(requestBytes)
        const target = new Uint8Array(requestBytes)
        let at = 0
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            buffer.set(source.subarray(at, at + requestBytes))
            target.set(buffer)
            at = (at + requestBytes) % diskBytes
          }
          consume(target[requestBytes - 1])
        }
      },
    }),
  ],
})
